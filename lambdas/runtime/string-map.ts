import { z } from 'zod';

/**
 * A map of names to text. As in Outpost, other values are written as text: numbers and booleans as
 * JSON spells them, null as the empty string, objects and arrays as JSON text.
 */
export const StringMap = z
  .record(z.string(), z.unknown(), { error: 'must be an object' })
  .transform((map) =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, textOf(value)])),
  );

/** Like {@link StringMap}, for a merge patch (RFC 7396): null deletes a name. */
export const StringMapPatch = z
  .record(z.string(), z.unknown(), { error: 'must be an object' })
  .transform((map) =>
    Object.fromEntries(
      Object.entries(map).map(([name, value]) => [name, value === null ? null : textOf(value)]),
    ),
  );

function textOf(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

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
