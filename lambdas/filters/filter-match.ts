import { hasElement, isSameScalar } from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';
import type { Filter } from './filter.ts';
import { PREDICATES, type Predicate, stepsToFind } from './filter-comparisons.ts';
import type { FilterDocument } from './filter-document.ts';
import { someElement, someList, stepsThrough } from './filter-lists.ts';
import { isCombination, isComparison } from './filter-operators.ts';
import { asksForOneElement, asksForWhole } from './filter-scope.ts';
import { type Decision, MOST_STEPS, type SpendSteps, withinBudget } from './step-budget.ts';

/**
 * Whether an event is one that a destination's filter lets through, within so many steps. All that
 * stands side by side in an object must hold, operators and nested members alike; operators look at a
 * list as a whole, but inside `$or` at its elements.
 *
 * The recursion is as deep as the filter, whatever the event.
 */
export const decideFilter = (
  filter: Filter,
  document: FilterDocument,
  mostSteps = MOST_STEPS,
): Decision => withinBudget((spend) => predicateOf(filter, spend)(document), mostSteps);

/** Steps that making a condition ready takes. */
const STEPS_A_CONDITION = 4;

function predicateOf(schema: unknown, spend: SpendSteps): Predicate {
  spend(STEPS_A_CONDITION);
  if (Array.isArray(schema)) return counted(containsAll(partsOf(schema, spend)), spend);
  return isJsonObject(schema) ? isAll(schema, spend) : counted(isOrContains(schema, spend), spend);
}

const partsOf = (schemas: readonly unknown[], spend: SpendSteps): Predicate[] =>
  schemas.map((schema) => predicateOf(schema, spend));

/** Counts each look at a value, and at a list all that it may have to go through without another. */
const counted =
  (predicate: Predicate, spend: SpendSteps): Predicate =>
  (value) => {
    spend(stepsOfLook(value));
    return predicate(value);
  };

/** Characters that V8 compares with another text's in the time of a step. */
const CHARACTERS_A_STEP = 512;

function stepsOfLook(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS_A_STEP;
  return Array.isArray(value) ? stepsThrough(value) : 1;
}

/** A bare value: the value itself, or a list with it. */
function isOrContains(wanted: unknown, spend: SpendSteps): Predicate {
  const steps = stepsToFind(wanted);
  const contains = (list: readonly unknown[]): boolean => {
    spend(list.length * steps);
    return hasElement(list, wanted);
  };
  return (value) =>
    Array.isArray(value) ? someList(value, contains, spend) : isSameScalar(value, wanted);
}

/** A list: a list in which each of its elements is found. */
const containsAll =
  (elements: readonly Predicate[]): Predicate =>
  (value) =>
    Array.isArray(value) && elements.every((element) => value.some(element));

/** An object: its operators, and its other members as those of the value. */
function isAll(schema: Filter, spend: SpendSteps): Predicate {
  const entries = Object.entries(schema);
  const operators = entries.flatMap(([name, operand]) => operatorOf(name, operand, spend) ?? []);
  const members = entries.filter(([name]) => !isComparison(name) && !isCombination(name));
  const onlyOperators = operators.length > 0 && members.length === 0;
  const all = onlyOperators ? operators : [...operators, hasOrContains(members, spend)];
  const [only] = all;
  return only && all.length === 1 ? only : allOf(all);
}

function operatorOf(name: string, operand: unknown, spend: SpendSteps): Predicate | undefined {
  if (isComparison(name)) return counted(PREDICATES[name](operand, spend), spend);
  if (!isCombination(name)) return undefined;
  switch (name) {
    case '$not':
      return counted(isNot(predicateOf(operand, spend)), spend);
    case '$or':
      return counted(isAny([operand].flat(), spend), spend);
    case '$and':
      return counted(isEach([operand].flat(), spend), spend);
  }
}

const isNot =
  (isUnwanted: Predicate): Predicate =>
  (value) =>
    !isUnwanted(value);

/** `$or`: of a list, an element that is one of them, as in Outpost; or the list, where one is a list. */
function isAny(schemas: readonly unknown[], spend: SpendSteps): Predicate {
  const wholes = partsOf(schemas.filter(asksForWhole), spend);
  const others = partsOf(
    schemas.filter((schema) => !asksForWhole(schema)),
    spend,
  );
  const isOther: Predicate = (value) => others.some((isWanted) => isWanted(value));
  return (value) =>
    wholes.some((isWanted) => isWanted(value)) ||
    (Array.isArray(value) && others.length > 0
      ? someElement(value, isOther, spend)
      : isOther(value));
}

/** `$and`: of a list, one element that has all the nested members, as in Outpost; the list, all else. */
function isEach(schemas: readonly unknown[], spend: SpendSteps): Predicate {
  const ofElement = partsOf(schemas.filter(asksForOneElement), spend);
  const others = partsOf(
    schemas.filter((schema) => !asksForOneElement(schema)),
    spend,
  );
  const isElement: Predicate = (value) => ofElement.every((isWanted) => isWanted(value));
  return (value) =>
    others.every((isWanted) => isWanted(value)) &&
    (Array.isArray(value) && ofElement.length > 0
      ? someElement(value, isElement, spend)
      : isElement(value));
}

/** Nested members: an object that has them so, or a list with such an object. */
function hasOrContains(entries: readonly [string, unknown][], spend: SpendSteps): Predicate {
  const members = entries.map(([name, schema]): Predicate => {
    const memberOf = ownMember(name);
    const isWanted = predicateOf(schema, spend);
    return (value) => isWanted(memberOf(value));
  });
  const [only] = members;
  const has = only && members.length === 1 ? only : allOf(members);
  const counting: Predicate = (value) => {
    spend(STEPS_A_MEMBER);
    return isJsonObject(value) && has(value);
  };
  return (value) => (Array.isArray(value) ? someElement(value, counting, spend) : counting(value));
}

/** Steps that looking for a member of an object takes. */
const STEPS_A_MEMBER = 2;

const allOf =
  (all: readonly Predicate[]): Predicate =>
  (value) =>
    all.every((isWanted) => isWanted(value));

/** Never what is inherited: `constructor` and `__proto__` are names like any other. */
function ownMember(name: string): (value: unknown) => unknown {
  const isInherited = Object.hasOwn(Object.prototype, name);
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    return isInherited && !Object.hasOwn(value, name) ? undefined : value[name];
  };
}
