import { isJsonObject } from '../platform/json/json.ts';
import { isCombination, isComparison } from './filter-operators.ts';

/**
 * Whether a filter inside `$or` is compared with a list as a whole: a bare value that the list must
 * contain, a list whose elements it must all contain, or `$eq` with a list. A single element of a
 * list cannot match these.
 */
export function asksForWhole(schema: unknown): boolean {
  if (!isJsonObject(schema)) return true;
  const names = Object.keys(schema);
  return names.length === 1 && Array.isArray(schema.$eq);
}

/**
 * Whether a filter inside `$and` has only nested members, all of which one list element must have.
 */
export function asksForOneElement(schema: unknown): boolean {
  if (!isJsonObject(schema)) return false;
  const entries = Object.entries(schema);
  return (
    entries.length > 0 &&
    entries.every(([name, member]) =>
      isCombination(name)
        ? name !== '$not' && [member].flat().every(asksForOneElement)
        : !isComparison(name),
    )
  );
}
