import { texts } from '../texts.en.ts';
import { ConfigFields } from './config-fields.tsx';
import { fieldId, formErrors } from './form-errors.ts';
import type { FormState } from './form-state.ts';
import { usePreview } from './preview-call.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { Section } from './section.tsx';
import { layoutOf, optionsOf } from './type-layout.ts';

const words = texts.form;

/** How objects are named and stored, with what the next event would become. */
export const ObjectSection = ({ form }: { readonly form: FormState }) => {
  const { type, config_fields } = form.description;
  const layout = layoutOf(type, config_fields);
  const preview = usePreview(form);
  const problems = previewErrors(preview.error?.data, layout.template);
  const withProblems = { ...form, errors: [...form.errors, ...problems] };
  const keys = config_fields.map(({ key }) => key);
  const options = optionsOf(layout, config_fields).map(({ key }) => key);
  return (
    <Section title={words.template}>
      {layout.template && <ConfigFields form={withProblems} keys={[layout.template]} />}
      <PreviewPanel
        call={preview}
        isExplained={problems.some(({ field }) => isShown(field, keys))}
      />
      {options.length > 0 && (
        <details>
          <summary>{words.options}</summary>
          <div class="stack">
            <p class="hint">{words.optionsHint}</p>
            <div class="columns">
              <ConfigFields form={withProblems} keys={options} />
            </div>
          </div>
        </details>
      )}
    </Section>
  );
};

/** Sentences about an event's key do not begin with the path of the template. */
const previewErrors = (data: unknown, template: string | undefined) => {
  const sentences = Array.isArray(data) ? data.map(String) : [];
  return formErrors(sentences).map((error) =>
    error.field === undefined && template !== undefined && /template/.test(error.message)
      ? { ...error, field: fieldId('config', template) }
      : error,
  );
};

const isShown = (field: string | undefined, keys: readonly string[]): boolean =>
  field !== undefined && keys.some((key) => fieldId('config', key) === field);
