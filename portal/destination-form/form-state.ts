import { useState } from 'preact/hooks';
import type { Description, Field } from '../../lambdas/destination-types/description.ts';
import type { FormError } from '../components/form-error.ts';
import * as formTexts from '../texts/en/form.ts';
import { applies, fieldValue, problemOf } from './field-rules.ts';
import { fieldId } from './form-errors.ts';
import { type FormValues, isFilter } from './form-values.ts';
import { layoutOf } from './type-layout.ts';

/** A form of a destination, as its sections use it. */
export interface FormState {
  readonly description: Description;
  readonly values: FormValues;
  readonly errors: readonly FormError[];
  readonly change: (change: Partial<FormValues>) => void;
  readonly setConfig: (key: string, value: string) => void;
  readonly setCredential: (key: string, value: string) => void;
  /** Whether secrets are stored, which the form shows masked. */
  readonly hasStoredSecrets: boolean;
  /** The config fields that the chosen access excludes. */
  readonly excluded: readonly string[];
}

export const useFormState = (
  description: Description,
  initial: FormValues,
  errors: readonly FormError[],
): FormState => {
  const [values, setValues] = useState(initial);
  const change = (part: Partial<FormValues>) => setValues((before) => ({ ...before, ...part }));
  return {
    description,
    values,
    errors,
    change,
    setConfig: (key, value) =>
      setValues((before) => ({ ...before, config: { ...before.config, [key]: value } })),
    setCredential: (key, value) =>
      setValues((before) => ({ ...before, credentials: { ...before.credentials, [key]: value } })),
    hasStoredSecrets: Object.values(initial.credentials).some((value) => value !== ''),
    excluded: excludedFields(description, values),
  };
};

/** The config fields that the access excludes, and those that do not apply. */
const excludedFields = (
  { type, config_fields }: Description,
  { access, config }: FormValues,
): readonly string[] => {
  const { role, withKeys } = layoutOf(type, config_fields);
  const ofOther = access === 'role' ? withKeys : role === undefined ? [] : [role];
  const others = Object.fromEntries(
    Object.entries(config).filter(([name]) => !ofOther.includes(name)),
  );
  const idle = config_fields.filter((field) => !applies(field, others)).map(({ key }) => key);
  return [...ofOther, ...idle];
};

/** The problems of a form that the browser can detect. */
export const problemsOf = ({ description, values, excluded }: FormState): FormError[] => {
  const { type, config_fields, credential_fields } = description;
  const { role } = layoutOf(type, config_fields);
  const ofConfig = config_fields
    .filter(({ key }) => !excluded.includes(key))
    .map((field) => (field.key === role ? { ...field, required: true } : field))
    .flatMap((field) => errorOf('config', field, fieldValue(values.config, field.key)));
  const ofCredentials =
    values.access === 'keys'
      ? credential_fields.flatMap((field) =>
          errorOf('credentials', field, fieldValue(values.credentials, field.key)),
        )
      : [];
  return [...generalProblems(values), ...ofConfig, ...ofCredentials];
};

const generalProblems = ({ allTopics, topics, filter }: FormValues): FormError[] => [
  ...(allTopics || topics.length > 0 ? [] : [{ field: 'topics', message: formTexts.noTopics }]),
  ...(isFilter(filter) ? [] : [{ field: 'filter', message: formTexts.filterInvalid }]),
];

const errorOf = (
  section: 'config' | 'credentials',
  field: Field,
  value: string,
): readonly FormError[] => {
  const problem = problemOf(field, value);
  if (problem === undefined) return [];
  const message = formTexts.problems[problem](field.label);
  return [{ field: fieldId(section, field.key), message }];
};
