import {
  ExactNumber,
  hasElement,
  isNumeric,
  isSameScalar,
  orderOfNumbers,
} from '../platform/json/exact-number.ts';
import { isJsonObject, own } from '../platform/json/json.ts';
import type { Comparison } from './filter-operators.ts';
import type { SpendSteps } from './step-budget.ts';
import { textSearch } from './text-search.ts';

/** Tests a value. `undefined` stands for a missing field. */
export type Predicate = (value: unknown) => boolean;

/**
 * Builds the predicate of each comparison operator from its operand. The caller counts one step for
 * reading the value; the predicate counts the steps it takes beyond that. A missing field, or a
 * value of a type that the operator does not compare, never matches, not even `$neq` and `$nin`.
 *
 * Numbers are compared exactly, in filters and in events: 12345678901234567890 does not equal
 * 12345678901234567891. Outpost compares doubles, so there the two are equal.
 */
export const PREDICATES: Readonly<
  Record<Comparison, (operand: unknown, spend: SpendSteps) => Predicate>
> = {
  $eq: (operand, spend) => (value) => isSame(value, operand, spend),
  $neq: (operand, spend) => (value) => value !== undefined && !isSame(value, operand, spend),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $in: (operand, spend) => {
    const isIn = compileMembership(operand, spend);
    return (value) => isIn(value) === true;
  },
  $nin: (operand, spend) => {
    const isIn = compileMembership(operand, spend);
    return (value) => isIn(value) === false;
  },
  $startsWith: affixed((text, start) => text.startsWith(start)),
  $endsWith: affixed((text, end) => text.endsWith(end)),
  $exist: (operand) => (value) => (value !== undefined) === operand,
};

/** Whether both are the same JSON value. The order of an object's members is ignored. */
function isSame(value: unknown, expected: unknown, spend: SpendSteps): boolean {
  spend(1);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) &&
      value.length === expected.length &&
      expected.every((element, index) => isSame(value[index], element, spend))
    );
  }
  if (!isJsonObject(expected)) return isSameScalar(value, expected);
  if (!isJsonObject(value)) return false;
  const names = Object.keys(expected);
  const owned = Object.keys(value).length;
  spend(owned * STEPS_PER_NAME);
  return (
    owned === names.length &&
    names.every(
      (name) => Object.hasOwn(value, name) && isSame(value[name], own(expected, name), spend),
    )
  );
}

function ordered(
  isWanted: (order: number) => boolean,
): (operand: unknown, spend: SpendSteps) => Predicate {
  return (operand, spend) => {
    if (isNumeric(operand)) {
      return (value) => isNumeric(value) && isWanted(orderOfNumbers(value, operand));
    }
    const orderOf = typeof operand === 'string' ? orderAgainst(operand, spend) : () => Number.NaN;
    return (value) => typeof value === 'string' && isWanted(orderOf(value));
  };
}

/**
 * Compares a text with `operand` by UTF-8 bytes, as Outpost does, which is code point order.
 * JavaScript compares UTF-16 code units, which places U+1F600 before U+FF5E. The two orders are the
 * same when the operand contains no code unit from U+D800 (the surrogates) on.
 */
function orderAgainst(operand: string, spend: SpendSteps): (text: string) => number {
  if (/[\uD800-\uFFFF]/.test(operand)) return orderOfBytes(operand, spend);
  return (text) => {
    spend(Math.min(text.length, operand.length) / CHARACTERS_PER_STEP.units);
    if (text === operand) return 0;
    return text < operand ? -1 : 1;
  };
}

/** Compares only the first `operand.length + 1` characters, which determine the order. */
function orderOfBytes(operand: string, spend: SpendSteps): (text: string) => number {
  const bytes = Buffer.from(operand);
  return (text) => {
    const start = text.slice(0, operand.length + 1);
    spend(STEPS_TO_MAKE_BYTES + start.length / CHARACTERS_PER_STEP.bytes);
    return Buffer.compare(Buffer.from(start), bytes);
  };
}

/** Characters compared per step, as UTF-16 code units and as UTF-8 bytes. */
const CHARACTERS_PER_STEP = { units: 64, bytes: 16 };

/** Fixed cost of encoding a text as UTF-8, in steps, regardless of its length. */
const STEPS_TO_MAKE_BYTES = 8;

/** Prefixes or suffixes compared per step. */
const TEXTS_PER_STEP = 4;

/** Steps to enumerate one member name of an object, for the slowest kind of object. */
const STEPS_PER_NAME = 4;

/** Additional steps of a set lookup, compared with a comparison. */
const STEPS_TO_LOOK_UP = 1;

/**
 * The predicate returns undefined for a value whose type can neither be in nor contain the operand.
 */
function compileMembership(
  operand: unknown,
  spend: SpendSteps,
): (value: unknown) => boolean | undefined {
  if (Array.isArray(operand)) {
    spend(operand.length);
    const members = new Set<unknown>(operand);
    const exact = new Set(operand.flatMap((member) => valueIdentity(member) ?? []));
    const isMember = (value: unknown) =>
      members.has(value) || exact.has(valueIdentity(value) ?? '');
    return (value) => {
      spend(STEPS_TO_LOOK_UP);
      return isScalar(value) ? isMember(value) : undefined;
    };
  }
  const steps = stepsToFind(operand);
  const isFoundIn = typeof operand === 'string' ? textSearch(operand, spend) : () => undefined;
  return (value) => {
    if (Array.isArray(value)) {
      spend(value.length * steps);
      return hasElement(value, operand);
    }
    return typeof value === 'string' ? isFoundIn(value) : undefined;
  };
}

/**
 * Steps to compare one list element with `expected`, beyond the fraction that every element costs.
 */
export const stepsToFind = (expected: unknown): number =>
  typeof expected === 'string' ? (CHARACTERS_FOR_A_TEXT + expected.length) / 256 : 0;

/** Fixed cost of comparing two texts, in characters. */
const CHARACTERS_FOR_A_TEXT = 32;

const valueIdentity = (value: unknown): string | undefined =>
  value instanceof ExactNumber ? value.identity : undefined;

function affixed(
  hasAffix: (text: string, affix: string) => boolean,
): (operand: unknown, spend: SpendSteps) => Predicate {
  return (operand, spend) => {
    const affixes = [operand].flat().filter((affix) => typeof affix === 'string');
    return (value) => {
      spend(affixes.length / TEXTS_PER_STEP);
      return typeof value === 'string' && affixes.some((affix) => hasAffix(value, affix));
    };
  };
}

const isScalar = (value: unknown): boolean =>
  value === null || (value !== undefined && typeof value !== 'object') || isNumeric(value);
