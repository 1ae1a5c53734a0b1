import type { Comparison } from '../destinations/filter-operators.ts';
import { isJsonObject } from '../runtime/json.ts';
import { finderOf } from './text-search.ts';

/** Whether a value is as wanted. Undefined stands for a field that is not there. */
export type Predicate = (value: unknown) => boolean;

/**
 * What each operator wants of a value, given its operand. A field that is not there, or a value of
 * a type that the operator does not compare, is no match: not even of `$neq` and `$nin`.
 *
 * Numbers are doubles, in filters and in events, as in Outpost: integers beyond 2^53 are equal when
 * the same double is nearest to them, so 12345678901234567890 equals 12345678901234567891.
 */
export const PREDICATES: Readonly<Record<Comparison, (operand: unknown) => Predicate>> = {
  $eq: (operand) => (value) => isSame(value, operand),
  $neq: (operand) => (value) => value !== undefined && !isSame(value, operand),
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $in: (operand) => {
    const isIn = membershipIn(operand);
    return (value) => isIn(value) === true;
  },
  $nin: (operand) => {
    const isIn = membershipIn(operand);
    return (value) => isIn(value) === false;
  },
  $startsWith: affixed((text, start) => text.startsWith(start)),
  $endsWith: affixed((text, end) => text.endsWith(end)),
  $exist: (operand) => (value) => (value !== undefined) === operand,
};

/** Whether both are the same JSON value; the order of an object's members says nothing. */
function isSame(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(value) &&
      value.length === wanted.length &&
      wanted.every((element, index) => isSame(value[index], element))
    );
  }
  if (!isJsonObject(wanted)) return value === wanted;
  const names = Object.keys(wanted);
  return (
    isJsonObject(value) &&
    names.every((name) => Object.hasOwn(value, name) && isSame(value[name], wanted[name])) &&
    Object.keys(value).length === names.length
  );
}

function ordered(isWanted: (order: number) => boolean): (operand: unknown) => Predicate {
  return (operand) => {
    if (typeof operand === 'number') {
      return (value) => typeof value === 'number' && isWanted(value - operand);
    }
    const orderOf = typeof operand === 'string' ? orderAgainst(operand) : () => Number.NaN;
    return (value) => typeof value === 'string' && isWanted(orderOf(value));
  };
}

/**
 * How a text compares with `operand`, by the bytes of UTF-8 as in Outpost, which is the order of
 * code points. JavaScript compares UTF-16: to it, U+1F600 comes before U+FF5E. One character more
 * than the operand has is enough to tell.
 */
function orderAgainst(operand: string): (text: string) => number {
  const bytes = Buffer.from(operand);
  return (text) => Buffer.compare(Buffer.from(text.slice(0, operand.length + 1)), bytes);
}

/** Undefined when the value is of no type that can be in the operand, or have it in itself. */
function membershipIn(operand: unknown): (value: unknown) => boolean | undefined {
  if (Array.isArray(operand)) {
    const members = new Set<unknown>(operand);
    return (value) => (isScalar(value) ? members.has(value) : undefined);
  }
  const isFoundIn = typeof operand === 'string' ? finderOf(operand) : () => undefined;
  return (value) => {
    if (Array.isArray(value)) return value.includes(operand);
    return typeof value === 'string' ? isFoundIn(value) : undefined;
  };
}

function affixed(
  hasAffix: (text: string, affix: string) => boolean,
): (operand: unknown) => Predicate {
  return (operand) => {
    const affixes = [operand].flat().filter((affix) => typeof affix === 'string');
    return (value) => typeof value === 'string' && affixes.some((affix) => hasAffix(value, affix));
  };
}

const isScalar = (value: unknown): boolean =>
  value === null || (value !== undefined && typeof value !== 'object');
