import { bounded, type Range, TIME_OPERATORS, WHOLE } from '../platform/dynamodb/timeline.ts';
import { queryParameterError, validationError } from '../platform/http/http-error.ts';
import type { Query } from '../platform/http/query.ts';
import { instantOrDateOf } from '../platform/json/timestamps.ts';
import type { TimeBounds } from './erasure.ts';

/**
 * Parses the time bounds of an erasure request. Unknown parameters are rejected, because ignoring a
 * misspelt one would delete everything.
 *
 * @throws HttpError 422 for an unknown or repeated parameter, an invalid time, or an empty range
 */
export function timeBoundsOf(query: Query): TimeBounds {
  const time: TimeBounds = {};
  for (const name of query.names()) {
    const operator = TIME_OPERATORS.find((known) => name === `time[${known}]`);
    if (!operator)
      throw queryParameterError(name, 'is not a parameter: use time[gte], gt, lte or lt');
    if (time[operator]) throw queryParameterError(name, 'must be given only once');
    const instant = instantOrDateOf(query.one(name) ?? '');
    if (instant === undefined)
      throw queryParameterError(name, 'must be an RFC 3339 time or a date');
    time[operator] = instant;
  }
  const { after, before } = rangeIn(time);
  if (after >= before) throw validationError(['time must begin before it ends']);
  return time;
}

/** The range of the event timeline that the bounds select. */
export const rangeIn = (time: TimeBounds): Range =>
  TIME_OPERATORS.reduce((range, operator) => {
    const instant = time[operator];
    return instant === undefined ? range : bounded(range, operator, instant);
  }, WHOLE);
