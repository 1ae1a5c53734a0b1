import { z } from 'zod';
import type { Parsed, Settings } from '../destination-type.ts';

/**
 * Returns a validation error phrased to follow the field's name; undefined when the value is
 * valid.
 */
export type Rule = (value: string) => string | undefined;

type Field = z.ZodType<string | undefined>;

/** A required field that satisfies `rule`. */
export const required = (rule: Rule) =>
  z.string({ error: 'is required' }).superRefine((value, context) => {
    const error = rule(value);
    if (error !== undefined) context.addIssue({ code: 'custom', message: error });
  });

/** An optional field that satisfies `rule` when present. */
export const optional = (rule: Rule) => required(rule).optional();

/**
 * Validates `given` against the fields of a section of a destination and reports all validation
 * errors together. An empty text counts as absent. Unknown fields are validation errors, so that
 * a misspelt field is not silently ignored.
 */
export const parseSettings = (
  section: 'config' | 'credentials',
  fields: Readonly<Record<string, Field>>,
  given: Settings,
): Parsed => {
  const parsed = z.object(fields).safeParse(withoutEmpty(given));
  const errors = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')} ${message}`),
    ...unknownFields(Object.keys(fields), given),
  ];
  return errors.length === 0
    ? { settings: withoutEmpty(parsed.data ?? {}) }
    : { errors: errors.map((error) => `${section}.${error}`) };
};

const unknownFields = (known: readonly string[], given: Settings): string[] =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `${name.slice(0, 64)} is not a known field; known fields: ${known.join(', ')}`);

const withoutEmpty = (settings: Readonly<Record<string, string | undefined>>): Settings =>
  Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
