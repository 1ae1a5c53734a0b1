import * as z from 'zod';
import {
  boundRange,
  narrowRange,
  type Range,
  rangeWithin,
  TIME_OPERATORS,
  type TimeBounds,
  type TimeOperator,
  WHOLE_RANGE,
} from '../dynamodb/timeline.ts';
import { ValidationError } from '../errors.ts';
import { instantOrDateOf } from '../json/timestamps.ts';
import { HttpError, queryParameterError } from './http-error.ts';
import { type PageRequest, readsDescending } from './pagination.ts';
import type { Query } from './query.ts';

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]).optional();

/** The parameters that {@link rangeOf} and {@link timeBoundsOf} read. */
export const timeParameters = {
  'time[gte]': Moment.meta({
    description: 'At or after this time. A date means its start in UTC.',
  }),
  'time[gt]': Moment.meta({ description: 'After this time.' }),
  'time[lte]': Moment.meta({ description: 'At or before this time.' }),
  'time[lt]': Moment.meta({ description: 'Before this time.' }),
};

/**
 * The range that a request's `time[…]` operators and cursor select.
 *
 * @throws HttpError 422 for an unknown operator or an invalid time
 */
export function rangeOf(query: Query, page: PageRequest): Range {
  const range = query.operators('time').reduce(narrowed(query), WHOLE_RANGE);
  if (!page.from) return range;
  const { position } = page.from;
  return narrowRange(range, readsDescending(page) ? { before: position } : { after: position });
}

const narrowed =
  (query: Query) =>
  (range: Range, operator: string): Range => {
    const name = `time[${operator}]`;
    if (operator === 'any') {
      throw new HttpError(400, 'time[any] is not an operator: use gte, gt, lte or lt');
    }
    if (!isTimeOperator(operator))
      throw queryParameterError(name, 'is not an operator: use gte, gt, lte or lt');
    return boundRange(range, operator, momentOf(query, name));
  };

const isTimeOperator = (operator: string): operator is TimeOperator =>
  TIME_OPERATORS.some((known) => known === operator);

function momentOf(query: Query, name: string): string {
  const instant = instantOrDateOf(query.one(name) ?? '');
  if (instant === undefined) throw queryParameterError(name, 'must be an RFC 3339 time or a date');
  return instant;
}

/**
 * The time bounds of a request that has no other parameters. For operations where ignoring a misspelled
 * parameter would select more.
 *
 * @throws HttpError 422 for an unknown parameter, an invalid time, or an empty range
 */
export function timeBoundsOf(query: Query): TimeBounds {
  const time: TimeBounds = {};
  for (const name of query.names()) {
    const operator = TIME_OPERATORS.find((known) => name === `time[${known}]`);
    if (!operator)
      throw queryParameterError(name, 'is not a parameter: use time[gte], gt, lte or lt');
    time[operator] = momentOf(query, name);
  }
  const { after, before } = rangeWithin(time);
  if (after >= before) throw new ValidationError(['time must start before it ends']);
  return time;
}
