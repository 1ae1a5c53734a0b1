import { isJsonObject } from '../platform/json/json.ts';
import { isCombination, isComparison } from './filter-operators.ts';

/**
 * Whether a filter inside `$or` asks for a list as a whole: a bare value, which a list contains; a list,
 * which it contains all of; or `$eq` of a list. No element of a list could be these.
 */
export function asksForWhole(schema: unknown): boolean {
  if (!isJsonObject(schema)) return true;
  const names = Object.keys(schema);
  return names.length === 1 && Array.isArray(schema.$eq);
}

/** Whether a filter inside `$and` is of nested members alone, which one element of a list must have. */
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
