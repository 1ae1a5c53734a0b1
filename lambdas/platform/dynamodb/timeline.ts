import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HttpError, queryParameterError } from '../http/http-error.ts';
import { type PageRequest, readsDescending } from '../http/pagination.ts';
import type { Query } from '../http/query.ts';
import { instantOrDateOf, sortableInstant } from '../json/timestamps.ts';

/**
 * Number of index partitions per timeline. DynamoDB accepts 1,000 writes per second to one
 * partition. The numbers can be increased: rows written before remain readable.
 */
const OWNER_SHARDS = 4;
const PLATFORM_SHARDS = 16;

/** The index attributes of a row: its place in its owner's timeline and in the platform's. */
export const timelineAttributes = (kind: string, owner: string, id: string, position: string) => ({
  owner: `${kind}#${owner}#${shardOf(id, OWNER_SHARDS)}`,
  timeline: platformPartition(kind, id),
  position,
});

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

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional();

/** The parameters that {@link rangeOf} reads. */
export const timeParameters = {
  'time[gte]': Moment.meta({
    description: 'At this time or later; a date means its first moment.',
  }),
  'time[gt]': Moment.meta({ description: 'Later than this.' }),
  'time[lte]': Moment.meta({ description: 'At this time or earlier.' }),
  'time[lt]': Moment.meta({ description: 'Earlier than this.' }),
};

/** An open interval of positions. */
export interface Range {
  readonly after: string;
  readonly before: string;
}

/**
 * The range that a request's `time[…]` operators and cursor select.
 *
 * @throws HttpError 422 for an unknown operator or an invalid time
 */
export function rangeOf(query: Query, page: PageRequest): Range {
  const range = query.operators('time').reduce(narrowed(query), WHOLE);
  if (!page.from) return range;
  const { position } = page.from;
  return readsDescending(page)
    ? { ...range, before: smaller(range.before, position) }
    : { ...range, after: larger(range.after, position) };
}

const narrowed =
  (query: Query) =>
  (range: Range, operator: string): Range => {
    const name = `time[${operator}]`;
    const instant = instantOrDateOf(query.one(name) ?? '');
    if (instant === undefined)
      throw queryParameterError(name, 'must be an RFC 3339 time or a date');
    if (operator === 'any') {
      throw new HttpError(400, 'time[any] is not an operator: use gte, gt, lte or lt');
    }
    if (!isTimeOperator(operator))
      throw queryParameterError(name, 'is not an operator: use gte, gt, lte or lt');
    return bounded(range, operator, instant);
  };

/** The whole timeline. */
export const WHOLE: Range = { after: ' ', before: '~' };

/** Operators: at or after, after, at or before, before. */
export const TIME_OPERATORS = ['gte', 'gt', 'lte', 'lt'] as const;
export type TimeOperator = (typeof TIME_OPERATORS)[number];

const isTimeOperator = (operator: string): operator is TimeOperator =>
  TIME_OPERATORS.some((known) => known === operator);

/** Narrows a range by one more bound. */
export function bounded({ after, before }: Range, operator: TimeOperator, instant: string): Range {
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

const larger = (a: string, b: string): string => (a > b ? a : b);
const smaller = (a: string, b: string): string => (a < b ? a : b);

const numbers = (count: number): number[] => [...Array(count).keys()];

/** The shard of `id`, from 0 to `shards` - 1. */
export const shardOf = (id: string, shards: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE(0) % shards;
