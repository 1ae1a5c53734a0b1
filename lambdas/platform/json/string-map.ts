import { z } from 'zod';
import { isJsonObject } from './json.ts';

/** What becomes of values that are no text, for people. */
export const OTHER_VALUES =
  'Values are text; others are written as text: numbers and booleans as in JSON, null as the empty text, lists and objects as JSON.';

/** An object has room for 60 (S3 takes 2 KB of metadata), and all are looked at with each event. */
export const MOST_ENTRIES = 100;

/** The fault of a map that is too large. */
export const TOO_MANY_ENTRIES = `must have at most ${MOST_ENTRIES} entries`;

/**
 * A map of names to text. As in Outpost, other values are written as text: numbers and booleans as
 * JSON spells them, null as the empty string, objects and arrays as JSON text.
 */
export const StringMap = mapOf('string', (value) => (value === null ? '' : textOf(value)));

/** Like {@link StringMap}, for a merge patch (RFC 7396): null deletes a name. */
export const StringMapPatch = mapOf(['string', 'null'], (value) =>
  value === null ? null : textOf(value),
);

/** A map of names to text, in which nothing else may stand; a name whose value is null is left out. */
export const TextMap = mapOf(['string', 'null'], (value) => {
  if (value === null) return undefined;
  if (typeof value !== 'string') throw new Unwritable('must be a string');
  return wellFormed(value);
});

/** A value that cannot be written as text without becoming another. */
class Unwritable extends Error {}

/**
 * @param type what the document says of the values
 * @param write what is stored of a value; undefined leaves its name out
 */
function mapOf<Text>(type: string | string[], write: (value: unknown) => Text) {
  // Not a zod record: that drops a member called `__proto__` without a word.
  return z
    .custom<Record<string, unknown>>(isJsonObject, 'must be an object')
    .meta({ type: 'object', additionalProperties: { type }, maxProperties: MOST_ENTRIES })
    .transform((map, context) => {
      const entries = Object.entries(map);
      if (entries.length > MOST_ENTRIES) {
        context.addIssue({ code: 'custom', message: TOO_MANY_ENTRIES });
        return z.NEVER;
      }
      return Object.fromEntries(
        entries.flatMap(([name, value]): [string, Exclude<Text, undefined>][] => {
          try {
            const text = write(value);
            return isGiven(text) ? [[storable(name), text]] : [];
          } catch (error) {
            if (!(error instanceof Unwritable)) throw error;
            context.addIssue({ code: 'custom', message: error.message, path: [name] });
            return [];
          }
        }),
      );
    });
}

const isGiven = <Value>(value: Value): value is Exclude<Value, undefined> => value !== undefined;

/** @throws Unwritable for a name that DynamoDB, or its client, cannot store as it is */
function storable(name: string): string {
  // The client would set the prototype of what it sends.
  if (name === '__proto__') throw new Unwritable('is a name that cannot be stored');
  return wellFormed(name);
}

/** @throws Unwritable for text that has no UTF-8, which is what DynamoDB stores */
function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Unwritable('must be well-formed Unicode');
  return text;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number' && isInexact(value)) {
    throw new Unwritable('must be given as text: as a number it is not exact');
  }
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) throw new Unwritable('is nested too deeply');
    throw error;
  }
}

/** Beyond 2^53 the nearest double may be another number, and beyond 1.8e308 it is none. */
const isInexact = (number: number): boolean =>
  !Number.isFinite(number) || Math.abs(number) > Number.MAX_SAFE_INTEGER;

/** `map` with `patch` merged into it: undefined keeps all, null clears all, a null member deletes. */
export function mergePatch(
  map: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string | null>> | null | undefined,
): Record<string, string> {
  if (patch === null) return {};
  const merged = Object.entries({ ...map, ...patch });
  return Object.fromEntries(
    merged.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
