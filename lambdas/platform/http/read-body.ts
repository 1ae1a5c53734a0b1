import { z } from 'zod';
import { nearestMember } from '../json/nearest.ts';
import { validationMessages } from './validation-messages.ts';

/** The most unknown members that are checked: a body may have many thousands. */
const MOST_LOOKED_AT = 100;
/** The most misspelt members that are reported. */
const MOST_FAULTS = 20;

/**
 * Validation errors for unknown members with a name close to a known one, which would otherwise be
 * ignored. Other unknown members are allowed.
 */
function misspeltIn(schema: z.ZodType, body: object): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  return unknown
    .slice(0, MOST_LOOKED_AT)
    .flatMap((name) => {
      const meant = nearestMember(name, known);
      return meant === undefined ? [] : [`${name} is not a known field; did you mean ${meant}?`];
    })
    .slice(0, MOST_FAULTS);
}

/** Validates a body. Returns its data, or one sentence per validation error, misspelt members first. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  body: object,
): { readonly data: z.output<Schema> } | { readonly errors: readonly string[] } {
  const misspelt = misspeltIn(schema, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return misspelt.length > 0 ? { errors: misspelt } : { data: parsed.data };
  const others = validationMessages(parsed.error).filter(
    (sentence) => !misspelt.some((reported) => reported.startsWith(sentence)),
  );
  return { errors: [...misspelt, ...others] };
}
