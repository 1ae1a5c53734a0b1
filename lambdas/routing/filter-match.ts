import type { Filter } from '../destinations/filter.ts';
import { type Combination, isCombination, isComparison } from '../destinations/filter-operators.ts';
import { isJsonObject } from '../runtime/json.ts';
import { PREDICATES, type Predicate } from './filter-comparisons.ts';
import type { FilterDocument } from './filter-document.ts';

/**
 * Whether an event is one that a destination's filter lets through. All that stands side by side in
 * an object must hold, operators and nested members alike; operators look at a list as a whole.
 *
 * The time it takes is at the most the filter's conditions times the event's size: each pair of
 * them is looked at once. The recursion is as deep as the filter, whatever the event.
 */
export const filterMatches = (filter: Filter, document: FilterDocument): boolean =>
  predicateOf(filter)(document);

function predicateOf(schema: unknown): Predicate {
  if (Array.isArray(schema)) return containsAll(schema.map(predicateOf));
  return isJsonObject(schema) ? isAll(schema) : isOrContains(schema);
}

/** A bare value: the value itself, or a list with it. */
const isOrContains =
  (wanted: unknown): Predicate =>
  (value) =>
    Array.isArray(value) ? value.includes(wanted) : value === wanted;

/** A list: a list in which each of its elements is found. */
const containsAll =
  (elements: readonly Predicate[]): Predicate =>
  (value) =>
    Array.isArray(value) && elements.every((element) => value.some(element));

/** An object: its operators, and its other members as those of the value. */
function isAll(schema: Filter): Predicate {
  const entries = Object.entries(schema);
  const operators = entries.flatMap(([name, operand]) => operatorOf(name, operand) ?? []);
  const members = entries.filter(([name]) => !isComparison(name) && !isCombination(name));
  const onlyOperators = operators.length > 0 && members.length === 0;
  const all = onlyOperators ? operators : [...operators, hasOrContains(members)];
  return (value) => all.every((isWanted) => isWanted(value));
}

function operatorOf(name: string, operand: unknown): Predicate | undefined {
  if (isComparison(name)) return PREDICATES[name](operand);
  return isCombination(name) ? combined(name, operand) : undefined;
}

function combined(name: Combination, operand: unknown): Predicate {
  if (name === '$not') return isNot(predicateOf(operand));
  const parts = [operand].flat().map(predicateOf);
  return name === '$or'
    ? (value) => parts.some((isWanted) => isWanted(value))
    : (value) => parts.every((isWanted) => isWanted(value));
}

const isNot =
  (isUnwanted: Predicate): Predicate =>
  (value) =>
    !isUnwanted(value);

/** Nested members: an object that has them so, or a list with such an object. */
function hasOrContains(entries: readonly [string, unknown][]): Predicate {
  const members = entries.map(([name, schema]) => ({ name, isWanted: predicateOf(schema) }));
  const has: Predicate = (value) =>
    isJsonObject(value) && members.every(({ name, isWanted }) => isWanted(ownMember(value, name)));
  return (value) => (Array.isArray(value) ? value.some(has) : has(value));
}

/** Never what is inherited: `constructor` and `__proto__` are names like any other. */
const ownMember = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
