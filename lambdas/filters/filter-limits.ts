import { ExactNumber } from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';

/** Every publish reads all filters of its tenant. */
const MOST_BYTES = 16_384;

/** Bounds the recursion of validating and matching, which is as deep as the filter. */
const MOST_LEVELS = 16;

/**
 * Each condition may have to read the whole event: 1 ms for 262,144 bytes, 20 ms for the largest
 * allowed event, and ten times that for an event crafted to be slow. The step budget then stops
 * matching.
 */
const MOST_CONDITIONS = 100;

/**
 * Returns the limit that a filter exceeds, if any. Checks depth first, because later checks
 * recurse.
 */
export function limitError(filter: Readonly<Record<string, unknown>>): string | undefined {
  if (isDeeper(filter, MOST_LEVELS))
    return `filter must have at most ${MOST_LEVELS} levels of objects and lists`;
  const bytes = Buffer.byteLength(JSON.stringify(filter));
  if (bytes > MOST_BYTES) return `filter is ${bytes} bytes; the limit is ${MOST_BYTES} bytes`;
  const conditions = conditionsIn(filter);
  return conditions > MOST_CONDITIONS
    ? `filter has ${conditions} conditions; the limit is ${MOST_CONDITIONS}`
    : undefined;
}

/** Returns one validation error for each number outside the range of a double. */
export function numberErrors(value: unknown, path: string): string[] {
  const number = value instanceof ExactNumber ? value.double : value;
  if (typeof number === 'number') {
    return Number.isFinite(number) ? [] : [`${path} must be a number of less than 1.8e308`];
  }
  return membersOf(value).flatMap(([name, member]) => numberErrors(member, `${path}.${name}`));
}

const isDeeper = (value: unknown, levels: number): boolean =>
  (isJsonObject(value) || Array.isArray(value)) &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

/**
 * The maximum number of times that matching reads a value: once per bare value or comparison, and
 * once per text in a list that is tried one by one. The list of `$in` is a set lookup, which counts
 * as one.
 */
function conditionsIn(schema: unknown): number {
  if (Array.isArray(schema)) return atLeastOne(schema.map(conditionsIn));
  if (!isJsonObject(schema)) return 1;
  return atLeastOne(Object.entries(schema).map(conditionsInMember));
}

const conditionsInMember = ([name, operand]: [string, unknown]): number =>
  ['$eq', '$neq', '$in', '$nin'].includes(name) ? 1 : conditionsIn(operand);

/** An empty list or object counts as one condition. */
const atLeastOne = (counts: readonly number[]): number =>
  Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );

const membersOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
