import { z } from 'zod';
import { isJsonObject } from './json.ts';

/**
 * A map of names to text. As in Outpost, other values are written as text: numbers and booleans as
 * JSON spells them, null as the empty string, objects and arrays as JSON text.
 */
export const StringMap = mapOf((value) => (value === null ? '' : textOf(value)));

/** Like {@link StringMap}, for a merge patch (RFC 7396): null deletes a name. */
export const StringMapPatch = mapOf((value) => (value === null ? null : textOf(value)));

/** A map of names to text, in which nothing else may stand. */
export const TextMap = mapOf((value) => {
  if (typeof value !== 'string') throw new Unwritable('must be a string');
  return value;
});

/** A value that cannot be written as text without becoming another. */
class Unwritable extends Error {}

function mapOf<Text>(write: (value: unknown) => Text) {
  // Not a zod record: that drops a member called `__proto__` without a word.
  return z
    .custom<Record<string, unknown>>(isJsonObject, 'must be an object')
    .transform((map, context) =>
      Object.fromEntries(
        Object.entries(map).map(([name, value]) => {
          try {
            // DynamoDB's client would set the prototype of what it sends.
            if (name === '__proto__') throw new Unwritable('is a name that cannot be stored');
            return [name, write(value)];
          } catch (error) {
            if (!(error instanceof Unwritable)) throw error;
            context.addIssue({ code: 'custom', message: error.message, path: [name] });
            return [name, z.NEVER];
          }
        }),
      ),
    );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
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
