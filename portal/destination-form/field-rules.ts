import type { Field } from '../../lambdas/destination-types/description.ts';

type Values = Readonly<Record<string, string>>;

/** Whether a field applies, given the values of the others. */
export const applies = ({ applies_when = {} }: Field, values: Values): boolean =>
  Object.entries(applies_when).every(([name, accepted]) => {
    const value = fieldValue(values, name);
    return accepted.includes(value) || (value !== '' && accepted.includes('*'));
  });

/** The value of a field; empty if it has none. */
export const fieldValue = (values: Values, name: string): string =>
  Object.hasOwn(values, name) ? (values[name] ?? '') : '';

/** A problem with a field's value that the browser can detect. */
export type Problem = 'required' | 'short' | 'long' | 'pattern';

/** The problem of a value, by the description of its field; undefined if none is known. */
export const problemOf = (field: Field, value: string): Problem | undefined => {
  const { required, minlength = 0, maxlength = Number.POSITIVE_INFINITY, pattern } = field;
  if (value === '') return required ? 'required' : undefined;
  if (value.length < minlength) return 'short';
  if (value.length > maxlength) return 'long';
  return pattern === undefined || new RegExp(pattern).test(value) ? undefined : 'pattern';
};
