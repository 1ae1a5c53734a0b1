import type { ComponentChildren } from 'preact';
import type { CandidateBody } from '../../lambdas/destinations/tests.operations.ts';
import { Notice } from '../components/notice.tsx';
import { Section } from '../components/section.tsx';
import { TestSteps } from '../destinations/test-steps.tsx';
import * as words from '../texts/en/form.ts';

interface CheckSectionProps {
  readonly title: string;
  readonly test: CandidateBody | undefined;
  /** Whether the form has changed since the test. */
  readonly isStale: boolean;
  /** Whether the next step is to save, not to test. */
  readonly isReady: boolean;
  readonly isTesting: boolean;
  readonly onTest: () => void;
  /** The buttons that save. */
  readonly children: ComponentChildren;
}

/** The test of what is entered, its steps, and the buttons that save. */
export const CheckSection = (props: CheckSectionProps) => {
  const { title, test, isStale, isReady, isTesting, onTest, children } = props;
  const label = test === undefined ? words.test : words.testAgain;
  return (
    <Section kind="part" title={title}>
      <p class="hint">{words.checkHint}</p>
      <div role="status">{test && !isTesting && <Result test={test} isStale={isStale} />}</div>
      {test && <TestSteps steps={test.steps} isInForm />}
      <p class="actions">
        <button
          type={isReady ? 'button' : 'submit'}
          class={isReady ? undefined : 'primary'}
          aria-disabled={isTesting}
          onClick={isReady ? onTest : undefined}
        >
          {isTesting ? words.testing : label}
        </button>
        {children}
      </p>
    </Section>
  );
};

const results = {
  verified: { tone: 'good', title: words.passed },
  failed: { tone: 'bad', title: words.failed },
  pending: { tone: 'warning', title: words.undecided },
} as const;

/**
 * A test stays pending when AWS refuses the role, because a new role takes a while to propagate. The form
 * shows it as failed.
 */
const resultOf = ({ status, steps }: CandidateBody): keyof typeof results =>
  steps.some((step) => step.status === 'failed') ? 'failed' : status;

const Result = ({ test, isStale }: { readonly test: CandidateBody; readonly isStale: boolean }) =>
  isStale ? (
    <Notice tone="warning" isLive={false}>
      {words.testStale}
    </Notice>
  ) : (
    <Notice {...results[resultOf(test)]} isLive={false}>
      {test.status !== 'verified' && test.message && <p>{test.message}</p>}
    </Notice>
  );
