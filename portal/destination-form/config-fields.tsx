import { fieldValue } from './field-rules.ts';
import { fieldId, messageFor } from './form-errors.ts';
import type { FormState } from './form-state.ts';
import { TypeFieldInput } from './type-field.tsx';

interface ConfigFieldsProps {
  readonly form: FormState;
  readonly keys: readonly string[];
  /** A field that the form requires although its type does not. */
  readonly required?: string;
}

/** The inputs of the config fields `keys`, except those that do not apply. */
export const ConfigFields = ({ form, keys, required }: ConfigFieldsProps) => {
  const fields = keys.flatMap(
    (key) => form.description.config_fields.find((field) => field.key === key) ?? [],
  );
  return (
    <>
      {fields
        .filter(({ key }) => !form.excluded.includes(key))
        .map((field) => {
          const id = fieldId('config', field.key);
          return (
            <TypeFieldInput
              key={id}
              id={id}
              field={field.key === required ? { ...field, required: true } : field}
              value={fieldValue(form.values.config, field.key)}
              error={messageFor(form.errors, id)}
              onChange={(value) => form.setConfig(field.key, value)}
            />
          );
        })}
    </>
  );
};
