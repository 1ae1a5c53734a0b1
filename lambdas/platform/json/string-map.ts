import * as z from 'zod';
import { isJsonObject } from './json.ts';

/** How non-text values are stored, in words. */
export const OTHER_VALUES =
  'Values are strings. Other values are converted: numbers, booleans, lists and objects to their JSON text, null to the empty string.';

/**
 * The maximum number of entries in a map. The metadata of an S3 object (2 KB) holds at most 60, and every
 * event evaluates all entries.
 */
export const MAX_ENTRIES = 100;

/** The validation error for a map that is too large. */
export const TOO_MANY_ENTRIES = `must have at most ${MAX_ENTRIES} entries`;

/**
 * A map of names to text. As in Outpost, other values are converted to text: numbers and booleans as
 * in JSON, null to the empty string, objects and arrays to JSON text.
 */
export const StringMap = mapOf('string', (value) => (value === null ? '' : textOf(value)));

/** Like {@link StringMap}, for a merge patch (RFC 7396): null deletes a name. */
export const StringMapPatch = mapOf(['string', 'null'], (value) =>
  value === null ? null : textOf(value),
);

/** A map of names to text. Other values are rejected, except null, which omits its name. */
export const TextMap = mapOf(['string', 'null'], (value) => {
  if (value === null) return undefined;
  if (typeof value !== 'string') throw new Unwritable('must be a string');
  return wellFormed(value);
});

/** A name or value that cannot be stored as text without change. */
class Unwritable extends Error {}

/**
 * @param type the values' type in the OpenAPI document
 * @param write converts a value for storage; undefined omits its name
 */
function mapOf<Text>(type: string | string[], write: (value: unknown) => Text) {
  // Not a zod record: that silently drops a member named `__proto__`.
  return z
    .custom<Record<string, unknown>>(isJsonObject, 'must be an object')
    .meta({ type: 'object', additionalProperties: { type }, maxProperties: MAX_ENTRIES })
    .transform((map, context) => {
      const entries = Object.entries(map);
      if (entries.length > MAX_ENTRIES) {
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

/** @throws Unwritable for a name that DynamoDB or its client cannot store unchanged */
function storable(name: string): string {
  // The client would set the prototype of what it sends.
  if (name === '__proto__') throw new Unwritable('has a reserved name');
  return wellFormed(name);
}

/** @throws Unwritable for text without a UTF-8 encoding, in which DynamoDB stores text */
function wellFormed(text: string): string {
  if (!text.isWellFormed()) throw new Unwritable('must be well-formed Unicode');
  return text;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return wellFormed(value);
  if (isInexact(value)) throw new Unwritable(`must be a string: the number ${INEXACT}`);
  try {
    return JSON.stringify(value, (_name, member: unknown) => {
      if (isInexact(member)) throw new Unwritable(`must be a string: a number in it ${INEXACT}`);
      return member;
    });
  } catch (error) {
    if (error instanceof RangeError) throw new Unwritable('is nested too deeply');
    throw error;
  }
}

const INEXACT = 'cannot be represented exactly';

/** Beyond 2^53 the nearest double may be another number, and beyond 1.8e308 it is infinite. */
const isInexact = (value: unknown): boolean =>
  typeof value === 'number' &&
  (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER);

/**
 * Merges `patch` into `map`. An undefined patch keeps all, a null patch clears all, a null member deletes
 * its name.
 */
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
