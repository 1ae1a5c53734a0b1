import { own } from '../platform/json/json.ts';
import type { Field } from './description.ts';
import type { Parsed, Settings } from './destination-type.ts';

/**
 * A field of a destination's config or credentials. A list of fields describes and validates a
 * section, so a new field is one entry.
 */
export interface SettingsField<Context = undefined> {
  /** The field as forms show it. */
  readonly form: Field;
  /**
   * Returns a validation error phrased to follow the field's name; undefined when the value is
   * valid.
   *
   * @param given all fields of the section, not yet validated
   */
  readonly error: (value: string, given: Settings, context: Context) => string | undefined;
  /** Converts a valid value into its stored form. @default unchanged */
  readonly stored?: (value: string) => string;
}

/**
 * Validates `given` against the fields of a section of a destination and reports all validation
 * errors together. An empty text counts as absent. Unknown fields are validation errors, so that
 * a misspelled field is not silently ignored.
 */
export const parseSettings = <Context>(
  section: 'config' | 'credentials' | 'query',
  fields: readonly SettingsField<Context>[],
  given: Settings,
  context: Context,
): Parsed => {
  const errors = [
    ...fields.flatMap((field) => fieldError(field, given, context) ?? []),
    ...unknownFields(
      fields.map(({ form }) => form.key),
      given,
    ),
  ];
  return errors.length === 0
    ? { settings: storedForm(fields, given) }
    : { errors: errors.map((error) => `${section}.${error}`) };
};

const fieldError = <Context>(
  { form: { key, required }, error }: SettingsField<Context>,
  given: Settings,
  context: Context,
): string | undefined => {
  const value = own(given, key);
  if (!value) return required ? `${key} is required` : undefined;
  const message = error(value, given, context);
  return message === undefined ? undefined : `${key} ${message}`;
};

const unknownFields = (known: readonly string[], given: Settings): string[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `${name.slice(0, 64)} is not a known field; known fields: ${known.join(', ')}`);

const storedForm = <Context>(
  fields: readonly SettingsField<Context>[],
  given: Settings,
): Settings => {
  const entries = fields.flatMap(({ form: { key }, stored = (value) => value }) => {
    const value = own(given, key);
    return value ? [[key, stored(value)] as const] : [];
  });
  return Object.fromEntries(entries);
};
