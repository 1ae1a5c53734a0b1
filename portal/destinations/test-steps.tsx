import type { TestBody } from '../../lambdas/destinations/verification-body.ts';
import { Snippet } from '../components/copy.tsx';
import { FieldLink } from '../components/field-link.tsx';
import { Status } from '../components/status.tsx';
import * as words from '../texts/en/test.ts';

type Step = TestBody['steps'][number];

const looks = {
  passed: { tone: 'good' },
  failed: { tone: 'bad' },
  warning: { tone: 'warning' },
  skipped: { tone: 'neutral' },
  unknown: { tone: 'neutral', icon: 'question' },
  not_reached: { tone: 'neutral', icon: 'clock' },
} as const satisfies Record<Step['status'], object>;

interface TestStepsProps {
  readonly steps: readonly Step[];
  /** Whether the page has an input for each field of the config. */
  readonly isInForm?: boolean;
}

/** The steps of a test, with fixes for those that did not pass. */
export const TestSteps = ({ steps, isInForm = false }: TestStepsProps) => (
  <ol class="steps" aria-label={words.steps}>
    {steps.filter(isNeeded).map((step) => (
      <li key={step.name}>
        <Status {...looks[step.status]} label={words.status[step.status]} />
        <div class="stack">
          <p>{step.description}</p>
          {step.message && (
            <p class={step.status === 'failed' ? 'error' : undefined}>{step.message}</p>
          )}
          {step.fix && <Fix fix={step.fix} isInForm={isInForm} />}
        </div>
      </li>
    ))}
  </ol>
);

const isNeeded = ({ status }: Step): boolean => status !== 'skipped';

interface FixProps {
  readonly fix: NonNullable<Step['fix']>;
  readonly isInForm: boolean;
}

const Fix = ({ fix: { where, text, statement }, isInForm }: FixProps) => {
  const field = isInForm ? /\bconfig\.\w+/.exec(text)?.[0] : undefined;
  return (
    <div class="fix">
      <p>
        <strong>{words.fix}</strong>
      </p>
      <p>
        {where !== 'trust_policy' && `${words.where[where]}: `}
        {text}
      </p>
      {field && (
        <p>
          <FieldLink field={field} message={words.toField} />
        </p>
      )}
      {statement && (
        <Snippet text={JSON.stringify(statement, undefined, 2)} what={words.statement} />
      )}
    </div>
  );
};
