import type { Field as TypeField } from '../../lambdas/destination-types/description.ts';
import { Field } from '../components/field.tsx';
import * as formTexts from '../texts/en/form.ts';

interface TypeFieldProps {
  readonly id: string;
  readonly field: TypeField;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** The input of a field that a destination type describes. */
export const TypeFieldInput = ({ id, field, value, error, onChange }: TypeFieldProps) => (
  <Field id={id} label={field.label} hint={hintOf(field)} error={error} isRequired={field.required}>
    {(attributes) => {
      const shared = {
        ...attributes,
        value,
        autoComplete: 'off',
        onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
          onChange(event.currentTarget.value),
      };
      if (field.type === 'select') return <Select field={field} shared={shared} />;
      if (field.sensitive) return <input {...shared} type="password" />;
      if ((field.default?.length ?? 0) > LONG_TEXT) {
        return <textarea {...shared} rows={3} spellcheck={false} placeholder={field.default} />;
      }
      return <input {...shared} type="text" spellcheck={false} placeholder={field.default} />;
    }}
  </Field>
);

/** Characters of a default from which a field needs several lines. */
const LONG_TEXT = 40;

const hintOf = ({ description, help }: TypeField): string =>
  [description, help]
    .filter(Boolean)
    .map((sentence) => `${sentence}.`)
    .join(' ');

interface SelectProps {
  readonly field: TypeField;
  readonly shared: object;
}

const Select = ({ field: { options = [], default: usual, required }, shared }: SelectProps) => (
  <select {...shared}>
    {!required && (
      <option value="">
        {usual === undefined ? formTexts.noValue : formTexts.defaultValue(usual)}
      </option>
    )}
    {options.map(({ label, value }) => (
      <option key={value} value={value}>
        {label}
      </option>
    ))}
  </select>
);
