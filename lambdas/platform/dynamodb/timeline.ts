import { hash } from 'node:crypto';
import * as z from 'zod';
import { sortableInstant } from '../json/timestamps.ts';

/**
 * Number of index partitions per timeline. DynamoDB accepts 1,000 writes per second to one
 * partition. The numbers can be increased: rows written before remain readable.
 */
const OWNER_SHARDS = 4;
const PLATFORM_SHARDS = 16;

/** The index attributes of a row: its place in its owner's timeline and in the platform's. */
export const timelineAttributes = (kind: string, owner: string, id: string, position: string) => {
  const number = numberOf(id);
  return {
    owner: `${kind}#${owner}#${number % OWNER_SHARDS}`,
    timeline: `${kind}#${number % PLATFORM_SHARDS}`,
    position,
  };
};

/** The partition of the platform's timeline that holds the row `id`. */
export const platformPartition = (kind: string, id: string): string =>
  `${kind}#${shardOf(id, PLATFORM_SHARDS)}`;

/** Every partition of one owner's timeline. */
export const ownerPartitions = (kind: string, owner: string): string[] =>
  numbers(OWNER_SHARDS).map((shard) => `${kind}#${owner}#${shard}`);

/** Every partition of the platform's timeline. */
export const platformPartitions = (kind: string): string[] =>
  numbers(PLATFORM_SHARDS).map((shard) => `${kind}#${shard}`);

/** A row's position in time order; `id` distinguishes rows with the same time. */
export const positionOf = (instant: string, id: string): string =>
  `${sortableInstant(instant)}#${id}`;

/** The instant in a position, without trailing zeros; undefined when there is none. */
export function instantAt(position: string): string | undefined {
  const [, seconds, fraction = ''] = /^([^.#]+)\.(\d{9})Z/.exec(position) ?? [];
  if (seconds === undefined) return undefined;
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}

/** Code units that UTF-16 and UTF-8 sort differently: surrogates, and those after them. */
const SORTED_DIFFERENTLY = /[\uD800-\uFFFF]/;

/** Compares texts as DynamoDB does: by their UTF-8 bytes. JavaScript compares UTF-16 code units. */
export function compareAsBytes(a: string, b: string): number {
  if (SORTED_DIFFERENTLY.test(a) && SORTED_DIFFERENTLY.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a < b ? -1 : Number(a > b);
}

/** An open interval of positions. */
export interface Range {
  readonly after: string;
  readonly before: string;
}

/** The whole timeline. */
export const WHOLE_RANGE: Range = { after: ' ', before: '~' };

/** Operators: at or after, after, at or before, before. */
export const TIME_OPERATORS = ['gte', 'gt', 'lte', 'lt'] as const;
export type TimeOperator = (typeof TIME_OPERATORS)[number];

/** Bounds of a time range, by operator. */
export const TimeBounds = z.partialRecord(z.enum(TIME_OPERATORS), z.iso.datetime());
export type TimeBounds = z.output<typeof TimeBounds>;

/** The part of `range` within `time`. */
export const rangeWithin = (time: TimeBounds, range = WHOLE_RANGE): Range =>
  TIME_OPERATORS.reduce((current, operator) => {
    const instant = time[operator];
    return instant === undefined ? current : boundRange(current, operator, instant);
  }, range);

/** Narrows a range by one more bound. */
export function boundRange(
  { after, before }: Range,
  operator: TimeOperator,
  instant: string,
): Range {
  const moment = sortableInstant(instant);
  // Positions of that moment continue with "#"; "$" sorts after all of them.
  const through = `${moment}$`;
  switch (operator) {
    case 'gte':
      return { after: larger(after, moment), before };
    case 'gt':
      return { after: larger(after, through), before };
    case 'lte':
      return { after, before: smaller(before, through) };
    case 'lt':
      return { after, before: smaller(before, moment) };
  }
}

/** Narrows a range to the part after or before a position. */
export const narrowRange = (range: Range, { after, before }: Partial<Range>): Range => ({
  after: after === undefined ? range.after : larger(range.after, after),
  before: before === undefined ? range.before : smaller(range.before, before),
});

const larger = (a: string, b: string): string => (a > b ? a : b);
const smaller = (a: string, b: string): string => (a < b ? a : b);

const numbers = (count: number): number[] => [...Array(count).keys()];

/** The shard of `id`, from 0 to `shards` - 1. */
export const shardOf = (id: string, shards: number): number => numberOf(id) % shards;

/** A number that spreads ids evenly: 32 bits of their hash. */
const numberOf = (id: string): number => Number.parseInt(hash('sha256', id).slice(0, 8), 16);
