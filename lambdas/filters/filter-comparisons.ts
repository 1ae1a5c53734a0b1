import {
  ExactNumber,
  hasElement,
  isNumeric,
  isSameScalar,
  orderOfNumbers,
} from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';
import { own } from '../platform/json/own.ts';
import type { Comparison } from './filter-operators.ts';
import type { SpendSteps } from './step-budget.ts';
import { textSearch } from './text-search.ts';

/** Whether a value is as wanted. Undefined stands for a field that is not there. */
export type Predicate = (value: unknown) => boolean;

/**
 * What each operator wants of a value, given its operand. It counts the steps it takes beyond the one
 * that looking at the value is. A field that is not there, or a value of
 * a type that the operator does not compare, is no match: not even of `$neq` and `$nin`.
 *
 * Numbers are compared to the last digit, in filters and in events: 12345678901234567890 does not
 * equal 12345678901234567891. In Outpost it does, which compares doubles.
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
    const isIn = membershipIn(operand, spend);
    return (value) => isIn(value) === true;
  },
  $nin: (operand, spend) => {
    const isIn = membershipIn(operand, spend);
    return (value) => isIn(value) === false;
  },
  $startsWith: affixed((text, start) => text.startsWith(start)),
  $endsWith: affixed((text, end) => text.endsWith(end)),
  $exist: (operand) => (value) => (value !== undefined) === operand,
};

/** Whether both are the same JSON value; the order of an object's members says nothing. */
function isSame(value: unknown, wanted: unknown, spend: SpendSteps): boolean {
  spend(1);
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((element, index) => isSame(value[index], element, spend))
    );
  }
  if (!isJsonObject(wanted)) return isSameScalar(value, wanted);
  if (!isJsonObject(value)) return false;
  const names = Object.keys(wanted);
  const owned = Object.keys(value).length;
  spend(owned * STEPS_A_NAME);
  return (
    owned === names.length &&
    names.every(
      (name) => Object.hasOwn(value, name) && isSame(value[name], own(wanted, name), spend),
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
 * How a text compares with `operand`, by the bytes of UTF-8 as in Outpost, which is the order of
 * code points. JavaScript compares UTF-16: to it, U+1F600 comes before U+FF5E. Where the operand has
 * nothing from the surrogates on, both orders are one.
 */
function orderAgainst(operand: string, spend: SpendSteps): (text: string) => number {
  if (/[\uD800-\uFFFF]/.test(operand)) return orderOfBytes(operand, spend);
  return (text) => {
    spend(Math.min(text.length, operand.length) / CHARACTERS_A_STEP.units);
    if (text === operand) return 0;
    return text < operand ? -1 : 1;
  };
}

/** One character more than the operand has is enough to tell. */
function orderOfBytes(operand: string, spend: SpendSteps): (text: string) => number {
  const bytes = Buffer.from(operand);
  return (text) => {
    const start = text.slice(0, operand.length + 1);
    spend(STEPS_TO_MAKE_BYTES + start.length / CHARACTERS_A_STEP.bytes);
    return Buffer.compare(Buffer.from(start), bytes);
  };
}

/** Characters that are compared in the time of a step: as they are, and made bytes. */
const CHARACTERS_A_STEP = { units: 64, bytes: 16 };

/** Making bytes of a text takes as long as some steps, however short it is. */
const STEPS_TO_MAKE_BYTES = 8;

/** Starts or ends of a text that are compared in the time of a step. */
const TEXTS_A_STEP = 4;

/** Steps that it takes to count a name of an object, of the slowest kind of objects. */
const STEPS_A_NAME = 4;

/** Looking a value up among many takes a step more than comparing it. */
const STEPS_TO_LOOK_UP = 1;

/** Undefined when the value is of no type that can be in the operand, or have it in itself. */
function membershipIn(
  operand: unknown,
  spend: SpendSteps,
): (value: unknown) => boolean | undefined {
  if (Array.isArray(operand)) {
    spend(operand.length);
    const members = new Set<unknown>(operand);
    const exact = new Set(operand.flatMap((member) => identityOf(member) ?? []));
    const isMember = (value: unknown) => members.has(value) || exact.has(identityOf(value) ?? '');
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

/** Steps that comparing an element of a list with `wanted` takes, beyond the share of one that any takes. */
export const stepsToFind = (wanted: unknown): number =>
  typeof wanted === 'string' ? (CHARACTERS_FOR_A_TEXT + wanted.length) / 256 : 0;

/** Comparing texts takes as long as so many of their characters, at the least. */
const CHARACTERS_FOR_A_TEXT = 32;

const identityOf = (value: unknown): string | undefined =>
  value instanceof ExactNumber ? value.identity : undefined;

function affixed(
  hasAffix: (text: string, affix: string) => boolean,
): (operand: unknown, spend: SpendSteps) => Predicate {
  return (operand, spend) => {
    const affixes = [operand].flat().filter((affix) => typeof affix === 'string');
    return (value) => {
      spend(affixes.length / TEXTS_A_STEP);
      return typeof value === 'string' && affixes.some((affix) => hasAffix(value, affix));
    };
  };
}

const isScalar = (value: unknown): boolean =>
  value === null || (value !== undefined && typeof value !== 'object') || isNumeric(value);
