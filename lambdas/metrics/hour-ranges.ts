import type { TimeRange } from './granularity.ts';

/** From one hour to another, such as `2026-11-22T10`, both included. */
export interface Hours {
  readonly first: string;
  readonly last: string;
}

/** Some hours of one day. */
export interface Span extends Hours {
  /** Such as `2026-11-22`. */
  readonly day: string;
  /** Whether the minutes of each hour count, or its total. */
  readonly byMinute: boolean;
}

const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/**
 * The days of a range. Unless minutes are told apart, an hour counts as one: but for the first and
 * the last, of which those minutes count that lie in the range.
 *
 * @param byMinute whether minutes are told apart
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

/** What of a range lies in no hour that is whole: nothing, its beginning, its end, or all of it. */
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
