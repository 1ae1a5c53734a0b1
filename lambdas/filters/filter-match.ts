import type { Event } from '../events/event.ts';
import { parseExactly } from '../platform/json/exact-json.ts';
import { hasElement, isSameScalar } from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';
import { MAX_STEPS } from '../platform/rate-limit/work-limit.ts';
import type { Filter } from './filter.ts';
import { PREDICATES, type Predicate, stepsToFind } from './filter-comparisons.ts';
import { someElement, someList, stepsThrough } from './filter-lists.ts';
import { isCombination, isComparison } from './filter-operators.ts';
import { type Decision, type SpendSteps, withinBudget } from './step-budget.ts';

/** The members of an event that filters can read. */
export interface FilterDocument {
  readonly id: string;
  readonly topic: string;
  /** RFC 3339 in UTC, in whole seconds, as in Outpost. In this form, text order is time order. */
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly data: unknown;
}

const documents = new WeakMap<Event, FilterDocument>();

/** Returns the event as filters read it. Parses the data once, on the first call for an event. */
export function filterDocument(event: Event): FilterDocument {
  const cached = documents.get(event);
  if (cached) return cached;
  const { id, topic, time, metadata, data } = event;
  const wholeSeconds = `${time.slice(0, 'YYYY-MM-DDThh:mm:ss'.length)}Z`;
  const document = { id, topic, time: wholeSeconds, metadata, data: parseExactly(data) };
  documents.set(event, document);
  return document;
}

/**
 * Evaluates a destination's filter against an event, within `maxSteps` steps. All entries of an
 * object must match, operators and nested members alike. Operators compare a list as a whole,
 * except inside `$or`, where they compare its elements.
 *
 * The recursion depth depends on the filter only, never on the event.
 */
export const decideFilter = (
  filter: Filter,
  document: FilterDocument,
  maxSteps = MAX_STEPS,
): Decision => withinBudget((spend) => compilePredicate(filter, spend)(document), maxSteps);

/** Steps to compile a condition. */
const STEPS_PER_CONDITION = 4;

function compilePredicate(schema: unknown, spend: SpendSteps): Predicate {
  spend(STEPS_PER_CONDITION);
  if (Array.isArray(schema)) return counted(containsAll(compileAll(schema, spend)), spend);
  return isJsonObject(schema) ? isAll(schema, spend) : counted(isOrContains(schema, spend), spend);
}

const compileAll = (schemas: readonly unknown[], spend: SpendSteps): Predicate[] =>
  schemas.map((schema) => compilePredicate(schema, spend));

/** Counts the steps of reading a value: of a list, one full iteration. */
const counted =
  (predicate: Predicate, spend: SpendSteps): Predicate =>
  (value) => {
    spend(stepsToRead(value));
    return predicate(value);
  };

/** Characters of two texts that V8 compares per step. */
const CHARACTERS_PER_STEP = 512;

function stepsToRead(value: unknown): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS_PER_STEP;
  return Array.isArray(value) ? stepsThrough(value) : 1;
}

/** A bare value matches the same value, or a list that contains it. */
function isOrContains(expected: unknown, spend: SpendSteps): Predicate {
  const steps = stepsToFind(expected);
  const contains = (list: readonly unknown[]): boolean => {
    spend(list.length * steps);
    return hasElement(list, expected);
  };
  return (value) =>
    Array.isArray(value) ? someList(value, contains, spend) : isSameScalar(value, expected);
}

/** A list matches a list in which each of its elements is found. */
const containsAll =
  (elements: readonly Predicate[]): Predicate =>
  (value) =>
    Array.isArray(value) && elements.every((element) => value.some(element));

/** An object matches a value that satisfies all its operators and has all its other members. */
function isAll(schema: Filter, spend: SpendSteps): Predicate {
  const entries = Object.entries(schema);
  const operators = entries.flatMap(
    ([name, operand]) => compileOperator(name, operand, spend) ?? [],
  );
  const members = entries.filter(([name]) => !isComparison(name) && !isCombination(name));
  const onlyOperators = operators.length > 0 && members.length === 0;
  const predicates = onlyOperators ? operators : [...operators, hasOrContains(members, spend)];
  const [only] = predicates;
  return only && predicates.length === 1 ? only : every(predicates);
}

function compileOperator(name: string, operand: unknown, spend: SpendSteps): Predicate | undefined {
  if (isComparison(name)) return counted(PREDICATES[name](operand, spend), spend);
  if (!isCombination(name)) return undefined;
  switch (name) {
    case '$not':
      return counted(isNot(compilePredicate(operand, spend)), spend);
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

/**
 * `$or` matches a list when one of its elements matches an alternative, as in Outpost, or when the
 * list matches an alternative that compares whole lists.
 */
function isAny(schemas: readonly unknown[], spend: SpendSteps): Predicate {
  const wholes = compileAll(schemas.filter(asksForWhole), spend);
  const others = compileAll(
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

/**
 * `$and` matches a list when one of its elements has all the nested members, as in Outpost, and the
 * list as a whole matches all other conditions.
 */
function isEach(schemas: readonly unknown[], spend: SpendSteps): Predicate {
  const ofElement = compileAll(schemas.filter(asksForOneElement), spend);
  const others = compileAll(
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

/** Nested members match an object whose members match, or a list that contains such an object. */
function hasOrContains(entries: readonly [string, unknown][], spend: SpendSteps): Predicate {
  const members = entries.map(([name, schema]): Predicate => {
    const memberOf = ownMember(name);
    const isWanted = compilePredicate(schema, spend);
    return (value) => isWanted(memberOf(value));
  });
  const [only] = members;
  const has = only && members.length === 1 ? only : every(members);
  const counting: Predicate = (value) => {
    spend(STEPS_PER_MEMBER);
    return isJsonObject(value) && has(value);
  };
  return (value) => (Array.isArray(value) ? someElement(value, counting, spend) : counting(value));
}

/** Steps to look up a member of an object. */
const STEPS_PER_MEMBER = 2;

const every =
  (predicates: readonly Predicate[]): Predicate =>
  (value) =>
    predicates.every((isWanted) => isWanted(value));

/** Reads own members only: `constructor` and `__proto__` are ordinary names. */
function ownMember(name: string): (value: unknown) => unknown {
  const isInherited = Object.hasOwn(Object.prototype, name);
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    return isInherited && !Object.hasOwn(value, name) ? undefined : value[name];
  };
}

/**
 * Whether a filter inside `$or` is compared with a list as a whole: a bare value that the list must
 * contain, a list whose elements it must all contain, or `$eq` with a list. A single element of a
 * list cannot match these.
 */
function asksForWhole(schema: unknown): boolean {
  if (!isJsonObject(schema)) return true;
  const names = Object.keys(schema);
  return names.length === 1 && Array.isArray(schema.$eq);
}

/**
 * Whether a filter inside `$and` has only nested members, all of which one list element must have.
 */
function asksForOneElement(schema: unknown): boolean {
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
