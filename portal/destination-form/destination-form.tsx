import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Description } from '../../lambdas/destination-types/description.ts';
import type { CandidateBody } from '../../lambdas/destinations/tests.operations.ts';
import { type Api, CallError } from '../api.ts';
import { ErrorSummary } from '../components/error-summary.tsx';
import type { FormError } from '../components/form-error.ts';
import { LeaveDialog } from '../components/leave-dialog.tsx';
import { detailsOf, ErrorBox } from '../components/notice.tsx';
import { Section } from '../components/section.tsx';
import * as formTexts from '../texts/en/form.ts';
import { useAction } from '../use-call.ts';
import { AccessSection } from './access-section.tsx';
import { CheckSection } from './check-section.tsx';
import { ConfigFields } from './config-fields.tsx';
import { formErrors } from './form-errors.ts';
import { problemsOf, useFormState } from './form-state.ts';
import type { FormValues } from './form-values.ts';
import { ObjectSection } from './object-section.tsx';
import { ReceiveSection } from './receive-section.tsx';
import { runTest } from './run-test.ts';
import { layoutOf } from './type-layout.ts';

interface DestinationFormProps {
  readonly description: Description;
  readonly topics: readonly string[];
  readonly initial: FormValues;
  /** The content before the first section. */
  readonly children?: ComponentChildren;
  /** Whether a test should pass before this is saved. */
  readonly needsTest: (values: FormValues, excluded: readonly string[]) => boolean;
  readonly testBody: (values: FormValues, excluded: readonly string[]) => object;
  readonly save: (
    api: Api,
    values: FormValues,
    excluded: readonly string[],
    isVerified: boolean,
  ) => Promise<void>;
  readonly saveLabel: string;
  /** The heading of the last section. */
  readonly saveTitle: string;
}

/** The form of a destination, new or saved. */
export const DestinationForm = (props: DestinationFormProps) => {
  const { description, initial, needsTest, testBody, save } = props;
  const [errors, setErrors] = useState<readonly FormError[]>([]);
  const [tested, setTested] = useState<{ readonly test: CandidateBody; readonly body: string }>();
  const form = useFormState(description, initial, errors);
  const { values, excluded } = form;

  const testing = useAction(async (api) => {
    const body = testBody(values, excluded);
    const test = await withFieldErrors(runTest(api, body), setErrors);
    if (test) setTested({ test, body: JSON.stringify(body) });
  });
  const body = problemsOf(form).length === 0 ? JSON.stringify(testBody(values, excluded)) : '';
  const isStale = tested !== undefined && tested.body !== body;
  const isVerified = tested?.test.status === 'verified' && !isStale;
  const isReady = isVerified || !needsTest(values, excluded);
  const saving = useAction((api) =>
    withFieldErrors(save(api, values, excluded, isVerified), setErrors),
  );
  const ifValid = (act: () => void) => () => {
    setErrors(problemsOf(form));
    if (problemsOf(form).length === 0) act();
  };
  const { place } = layoutOf(description.type, description.config_fields);
  return (
    <form
      class="parts"
      noValidate
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        ifValid(isReady ? saving.run : testing.run)();
      }}
    >
      <ErrorSummary errors={errors} />
      {props.children}
      <ReceiveSection form={form} known={props.topics} />
      <Section kind="part" title={formTexts.place}>
        <ConfigFields form={form} keys={place} />
      </Section>
      <AccessSection form={form} />
      <ObjectSection form={form} />
      <CheckSection
        title={props.saveTitle}
        test={tested?.test}
        isStale={isStale}
        isReady={isReady}
        isTesting={testing.isRunning}
        onTest={ifValid(testing.run)}
      >
        <SaveButton
          label={props.saveLabel}
          isReady={isReady}
          isSaving={saving.isRunning}
          onSaveAnyway={ifValid(saving.run)}
        />
      </CheckSection>
      <ErrorBox error={testing.error ?? saving.error} />
      <LeaveDialog isUnsaved={JSON.stringify(values) !== JSON.stringify(initial)} />
    </form>
  );
};

interface SaveButtonProps {
  readonly label: string;
  /** Whether the form may be saved without a warning. */
  readonly isReady: boolean;
  readonly isSaving: boolean;
  readonly onSaveAnyway: () => void;
}

const SaveButton = ({ label, isReady, isSaving, onSaveAnyway }: SaveButtonProps) => (
  <button
    type={isReady ? 'submit' : 'button'}
    class={isReady ? 'primary' : undefined}
    aria-disabled={isSaving}
    onClick={isReady ? undefined : onSaveAnyway}
  >
    {isSaving ? formTexts.saving : isReady ? label : formTexts.goLiveAnyway}
  </button>
);

/** Shows the errors of invalid values beside their fields. Others are thrown. */
const withFieldErrors = async <Result,>(
  call: Promise<Result>,
  show: (errors: readonly FormError[]) => void,
): Promise<Result | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof CallError) || error.status !== 422) throw error;
    const sentences = detailsOf(error);
    show(formErrors(sentences.length > 0 ? sentences : [error.message]));
    return undefined;
  }
};
