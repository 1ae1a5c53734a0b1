/** The length of the buckets of a time range. */
export interface Granularity {
  readonly value: number;
  readonly unit: Unit;
}

/** From `start` up to, but not including, `end`: epoch milliseconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** The largest value of each unit, as in Outpost: seconds, minutes, hours, days, weeks, months. */
const MAX_OF_UNIT = { s: 60, m: 60, h: 24, d: 31, w: 4, M: 12 } as const;
type Unit = keyof typeof MAX_OF_UNIT;

/** The allowed granularities, as the end of the sentence "It must be …". */
export const GRANULARITIES = `a whole number and a unit: ${Object.entries(MAX_OF_UNIT)
  .map(([unit, max]) => `1${unit} to ${max}${unit}`)
  .join(', ')}`;

/** Parses a granularity such as `5m`. Returns undefined for invalid text. */
export function parseGranularity(text: string): Granularity | undefined {
  const [, digits = '', letter = ''] = /^(\d{1,4})([smhdwM])$/.exec(text) ?? [];
  const value = Number(digits);
  return isUnit(letter) && value >= 1 && value <= MAX_OF_UNIT[letter]
    ? { value, unit: letter }
    : undefined;
}

const isUnit = (letter: string): letter is Unit => Object.hasOwn(MAX_OF_UNIT, letter);

/** The first moment of the year 1, from which Go's `Time.Truncate`, and so Outpost, counts. */
const GO_ZERO_TIME = -62_135_596_800_000;
/** Weeks begin on Sundays. This is the first Sunday of 1970. */
const FIRST_SUNDAY = Date.UTC(1970, 0, 4);

/** Each unit's length in milliseconds, and a time at which a bucket begins. Months have no fixed length. */
const STEPS = {
  s: { length: 1_000, anchor: GO_ZERO_TIME },
  m: { length: 60_000, anchor: GO_ZERO_TIME },
  h: { length: 3_600_000, anchor: GO_ZERO_TIME },
  d: { length: 86_400_000, anchor: 0 },
  w: { length: 604_800_000, anchor: FIRST_SUNDAY },
} as const;

/** The start of the bucket that contains `time`, in UTC, aligned as in Outpost. */
export function bucketStart(time: number, { value, unit }: Granularity): number {
  if (unit === 'M') return startOfMonth(Math.floor(monthStart(time) / value) * value);
  const { length, anchor } = STEPS[unit];
  const step = length * value;
  return Math.floor((time - anchor) / step) * step + anchor;
}

/** The end of the bucket that starts at `bucket`. */
export function bucketEnd(bucket: number, { value, unit }: Granularity): number {
  return unit === 'M'
    ? startOfMonth(monthStart(bucket) + value)
    : bucket + STEPS[unit].length * value;
}

/** Yields the start of each bucket of a range, in order of time. */
export function* listBuckets(
  { start, end }: TimeRange,
  granularity: Granularity,
): Generator<number, void, undefined> {
  for (let at = bucketStart(start, granularity); at < end; at = bucketEnd(at, granularity))
    yield at;
}

/** Months since January 1970. */
function monthStart(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

const startOfMonth = (month: number): number => Date.UTC(1970, month);

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
export function* daySpans(
  { start, end }: TimeRange,
  byMinute: boolean,
): Generator<Span, void, undefined> {
  const lastWhole = Math.floor(end / HOUR_MS) * HOUR_MS;
  for (let at = start, until = start; at < end; at = until) {
    const isWhole = !byMinute && at % HOUR_MS === 0 && at < lastWhole;
    const isPart = !byMinute && !isWhole;
    until = Math.min(following(isPart ? HOUR_MS : DAY_MS, at), isWhole ? lastWhole : end);
    yield { day: toDay(at), first: toHour(at), last: toHour(until - 1), byMinute: !isWhole };
  }
}

/** The parts of a range outside full hours: none, its beginning, its end, or all of it. */
export function splitAtHours(range: TimeRange): readonly TimeRange[] {
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

const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

const toHour = (time: number): string => new Date(time).toISOString().slice(0, 13);
