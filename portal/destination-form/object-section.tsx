import { Section } from '../components/section.tsx';
import * as words from '../texts/en/form.ts';
import { ConfigFields } from './config-fields.tsx';
import { fieldId, formErrors } from './form-errors.ts';
import type { FormState } from './form-state.ts';
import { FormatChoice } from './format-choice.tsx';
import { usePreview } from './preview-call.ts';
import { PreviewPanel } from './preview-panel.tsx';
import { batchFieldsOf, layoutOf, optionsOf } from './type-layout.ts';

/** How objects are formatted, named and stored, with a preview of the next events. */
export const ObjectSection = ({ form }: { readonly form: FormState }) => {
  const { description, values } = form;
  const { type, config_fields } = description;
  const layout = layoutOf(type, config_fields);
  const { template, batchTemplate } = layout;
  const preview = usePreview(form);
  const problems = previewErrors(preview.error?.data, template);
  const options = optionsOf(layout, config_fields, values.config);
  const ofBatches = batchFieldsOf(layout, config_fields, values.config);
  const isBatched = ofBatches.length > 0;
  const fields = config_fields.map((field) =>
    isBatched && batchTemplate && field.key === template
      ? { ...field, default: batchTemplate }
      : field,
  );
  const shown = {
    ...form,
    description: { ...description, config_fields: fields },
    errors: [...form.errors, ...problems],
  };
  const format = fields.find(({ key }) => key === layout.format);
  return (
    <Section kind="part" title={words.template}>
      {format && <FormatChoice form={shown} field={format} />}
      {isBatched && (
        <div class="columns">
          <ConfigFields form={shown} keys={ofBatches} />
        </div>
      )}
      {template && <ConfigFields form={shown} keys={[template]} />}
      <PreviewPanel
        call={preview}
        isExplained={problems.some(({ field }) =>
          fields.some(({ key }) => fieldId('config', key) === field && !options.includes(key)),
        )}
      />
      {options.length > 0 && (
        <details>
          <summary>{words.options}</summary>
          <div class="stack">
            <p class="hint">{words.optionsHint}</p>
            <div class="columns">
              <ConfigFields form={shown} keys={options} />
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
