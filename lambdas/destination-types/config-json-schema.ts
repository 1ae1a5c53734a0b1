import type { Description, Field } from './description.ts';
import { allDestinationTypes } from './registry.ts';

/** Returns the names of all destination types. */
export const typeNames = (): string[] =>
  allDestinationTypes().map(({ description }) => description.type);

/**
 * Returns the JSON schema of the config or credentials of a create request: the fields of one of
 * the types. The destination types validate more than the schema expresses.
 */
export function configJsonSchema(section: 'config' | 'credentials') {
  const schemas = allDestinationTypes().map(({ description, example }) => ({
    ...objectOf(fieldsOf(description, section)),
    example: example[section],
  }));
  const [only, ...others] = schemas;
  return others.length === 0 ? only : { anyOf: schemas };
}

const fieldsOf = (description: Description, section: 'config' | 'credentials') =>
  section === 'config' ? description.config_fields : description.credential_fields;

const objectOf = (fields: readonly Field[]) => ({
  type: 'object' as const,
  properties: Object.fromEntries(fields.map((field) => [field.key, propertyOf(field)])),
  required: fields.filter(({ required }) => required).map(({ key }) => key),
  additionalProperties: false,
});

const propertyOf = (field: Field) => ({
  type: 'string' as const,
  description: `${field.description}.`,
  default: field.default,
  minLength: field.minlength,
  maxLength: field.maxlength,
  pattern: field.pattern,
  enum: field.options?.map(({ value }) => value),
});
