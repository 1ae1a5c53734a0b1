import type { Filter } from '../destinations/filter.ts';
import { type Combination, isCombination, isComparison } from '../destinations/filter-operators.ts';
import { isJsonObject } from '../runtime/json.ts';
import { type Spend, withinBudget } from './filter-budget.ts';
import { PREDICATES, type Predicate } from './filter-comparisons.ts';
import type { FilterDocument } from './filter-document.ts';

/**
 * Whether an event is one that a destination's filter lets through; undefined when it takes too many
 * steps to tell. All that stands side by side in an object must hold, operators and nested members
 * alike; operators look at a list as a whole.
 *
 * The recursion is as deep as the filter, whatever the event.
 */
export const filterMatches = (filter: Filter, document: FilterDocument): boolean | undefined =>
  withinBudget((spend) => predicateOf(filter, spend)(document));

function predicateOf(schema: unknown, spend: Spend): Predicate {
  if (Array.isArray(schema)) return counted(containsAll(partsOf(schema, spend)), spend);
  return isJsonObject(schema) ? isAll(schema, spend) : counted(isOrContains(schema), spend);
}

const partsOf = (schemas: readonly unknown[], spend: Spend): Predicate[] =>
  schemas.map((schema) => predicateOf(schema, spend));

/** Counts each look at a value, and at a list all that it may have to go through without another. */
const counted =
  (predicate: Predicate, spend: Spend): Predicate =>
  (value) => {
    spend(Array.isArray(value) ? 1 + value.length / ELEMENTS_A_STEP : 1);
    return predicate(value);
  };

/** Elements of a list that V8 compares with one value in the time of a step. */
const ELEMENTS_A_STEP = 32;

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
function isAll(schema: Filter, spend: Spend): Predicate {
  const entries = Object.entries(schema);
  const operators = entries.flatMap(([name, operand]) => operatorOf(name, operand, spend) ?? []);
  const members = entries.filter(([name]) => !isComparison(name) && !isCombination(name));
  const onlyOperators = operators.length > 0 && members.length === 0;
  const all = onlyOperators ? operators : [...operators, hasOrContains(members, spend)];
  return (value) => all.every((isWanted) => isWanted(value));
}

function operatorOf(name: string, operand: unknown, spend: Spend): Predicate | undefined {
  if (isComparison(name)) return counted(PREDICATES[name](operand, spend), spend);
  return isCombination(name) ? counted(combined(name, operand, spend), spend) : undefined;
}

function combined(name: Combination, operand: unknown, spend: Spend): Predicate {
  if (name === '$not') return isNot(predicateOf(operand, spend));
  const parts = partsOf([operand].flat(), spend);
  return name === '$or'
    ? (value) => parts.some((isWanted) => isWanted(value))
    : (value) => parts.every((isWanted) => isWanted(value));
}

const isNot =
  (isUnwanted: Predicate): Predicate =>
  (value) =>
    !isUnwanted(value);

/** Nested members: an object that has them so, or a list with such an object. */
function hasOrContains(entries: readonly [string, unknown][], spend: Spend): Predicate {
  const members = entries.map(([name, schema]) => ({ name, isWanted: predicateOf(schema, spend) }));
  const has: Predicate = (value) =>
    isJsonObject(value) && members.every(({ name, isWanted }) => isWanted(ownMember(value, name)));
  const counting = counted(has, spend);
  return (value) => (Array.isArray(value) ? value.some(counting) : counting(value));
}

/** Never what is inherited: `constructor` and `__proto__` are names like any other. */
const ownMember = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;
