import type { TimeRange } from './granularity.ts';

/** A range of hours such as `2026-11-22T10`, both ends included. */
export interface Hours {
  readonly first: string;
  readonly last: string;
}

/** A range of hours of one day. */
export interface Span extends Hours {
  /** Such as `2026-11-22`. */
  readonly day: string;
  /** Whether to read each hour's counts per minute instead of its total. */
  readonly byMinute: boolean;
}

const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/**
 * Splits a range into spans of one day or less. Unless `byMinute` is set, full hours are read by their
 * totals, and a partial first or last hour by its minutes within the range.
 *
 * @param byMinute whether to read every hour by minute
 */
export function* spansIn(
  { start, end }: TimeRange,
  byMinute: boolean,
): Generator<Span, void, undefined> {
  const lastWhole = Math.floor(end / HOUR_MS) * HOUR_MS;
  for (let at = start, until = start; at < end; at = until) {
    const isWhole = !byMinute && at % HOUR_MS === 0 && at < lastWhole;
    const isPart = !byMinute && !isWhole;
    until = Math.min(following(isPart ? HOUR_MS : DAY_MS, at), isWhole ? lastWhole : end);
    yield { day: dayAt(at), first: hourAt(at), last: hourAt(until - 1), byMinute: !isWhole };
  }
}

/** The parts of a range outside full hours: none, its beginning, its end, or all of it. */
export function partsIn(range: TimeRange): readonly TimeRange[] {
  const { start, end } = range;
  const firstWhole = Math.ceil(start / HOUR_MS) * HOUR_MS;
  const lastWhole = Math.floor(end / HOUR_MS) * HOUR_MS;
  if (firstWhole > lastWhole) return [range];
  return [
    { start, end: firstWhole },
    { start: lastWhole, end },
  ].filter((part) => part.start < part.end);
}

/** The first multiple of `unit` after `time`. */
const following = (unit: number, time: number): number => (Math.floor(time / unit) + 1) * unit;

const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);

const hourAt = (time: number): string => new Date(time).toISOString().slice(0, 13);
