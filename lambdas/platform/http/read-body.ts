import { z } from 'zod';
import { nearestMember } from '../json/nearest.ts';
import { validationMessages } from './validation-messages.ts';

/** So many unknown members are looked at: a body may have many thousands. */
const MOST_LOOKED_AT = 100;
/** As many as a person reads. */
const MOST_FAULTS = 20;

/**
 * The faults of members that the schema does not know and that are near to one it knows: what is meant
 * would be passed over. Other unknown members are left alone.
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

/** A body that fits a schema, or one sentence for each fault; misspelt members come first. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  body: object,
): { readonly data: z.output<Schema> } | { readonly faults: readonly string[] } {
  const misspelt = misspeltIn(schema, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return misspelt.length > 0 ? { faults: misspelt } : { data: parsed.data };
  const others = validationMessages(parsed.error).filter(
    (fault) => !misspelt.some((told) => told.startsWith(fault)),
  );
  return { faults: [...misspelt, ...others] };
}
