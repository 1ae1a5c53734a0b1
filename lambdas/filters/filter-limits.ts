import { ExactNumber } from '../platform/json/exact-number.ts';
import { isJsonObject } from '../platform/json/json.ts';

/** All filters of a tenant are read with every publish. */
const MOST_BYTES = 16_384;

/** Checking and matching recurse as deep as a filter goes, and no deeper. */
const MOST_LEVELS = 16;

/**
 * Each condition may have to look at all of an event: a millisecond for 262,144 bytes, 20 for the
 * largest event there may be, and ten times that for one that is made for it. Matching stops then.
 */
const MOST_CONDITIONS = 100;

/** Which limit a filter exceeds, if any. Depth comes first, so that all that follows may recurse. */
export function faultOfSize(filter: Readonly<Record<string, unknown>>): string | undefined {
  if (isDeeper(filter, MOST_LEVELS))
    return `filter must have at most ${MOST_LEVELS} levels of objects and lists`;
  const bytes = Buffer.byteLength(JSON.stringify(filter));
  if (bytes > MOST_BYTES) return `filter is ${bytes} bytes; the limit is ${MOST_BYTES} bytes`;
  const conditions = conditionsIn(filter);
  return conditions > MOST_CONDITIONS
    ? `filter has ${conditions} conditions; the limit is ${MOST_CONDITIONS}`
    : undefined;
}

/** One sentence for each number that is larger than every double. */
export function faultsOfNumbers(value: unknown, path: string): string[] {
  const number = value instanceof ExactNumber ? value.double : value;
  if (typeof number === 'number') {
    return Number.isFinite(number) ? [] : [`${path} must be a number of less than 1.8e308`];
  }
  return membersOf(value).flatMap(([name, member]) => faultsOfNumbers(member, `${path}.${name}`));
}

const isDeeper = (value: unknown, levels: number): boolean =>
  (isJsonObject(value) || Array.isArray(value)) &&
  (levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1)));

/**
 * How often matching looks at a value, at the most: once for a bare value or a comparison, once for
 * each text of a list that is tried one by one. The list of `$in` is looked up, not walked.
 */
function conditionsIn(schema: unknown): number {
  if (Array.isArray(schema)) return atLeastOne(schema.map(conditionsIn));
  if (!isJsonObject(schema)) return 1;
  return atLeastOne(Object.entries(schema).map(conditionsInMember));
}

const conditionsInMember = ([name, operand]: [string, unknown]): number =>
  ['$eq', '$neq', '$in', '$nin'].includes(name) ? 1 : conditionsIn(operand);

/** Nothing in it is still something to look at. */
const atLeastOne = (counts: readonly number[]): number =>
  Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  );

const membersOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
