import type { ConfigSettings, Settings } from '../../destination-type.ts';
import type { SettingsField } from '../../settings-fields.ts';

/** A field of a put option. */
export type OptionField = SettingsField<ConfigSettings>;

type Form = Omit<OptionField['form'], 'type' | 'required' | 'options'>;

/**
 * Returns an optional field with a fixed list of values.
 *
 * @param ruleError returns why the value does not fit the other fields, phrased to follow the field's name
 */
export const selectField = (
  form: Form,
  values: readonly string[],
  ruleError: OptionField['error'] = () => undefined,
): OptionField => ({
  form: {
    ...form,
    type: 'select',
    required: false,
    options: values.map((value) => ({ label: value, value })),
  },
  error: (value, given, context) =>
    values.includes(value) ? ruleError(value, given, context) : mustBe(values),
});

/** Returns the validation error of a value that is not in a list. */
export const mustBe = (values: readonly string[]): string =>
  values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;

/** Returns a validation error for an option that only AWS has, phrased to follow its name. */
export const awsOnly = (_: string, { endpoint }: Settings): string | undefined =>
  endpoint ? 'is supported on AWS only: remove it or config.endpoint' : undefined;
