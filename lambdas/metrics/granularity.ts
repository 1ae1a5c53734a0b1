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
const MOST = { s: 60, m: 60, h: 24, d: 31, w: 4, M: 12 } as const;
type Unit = keyof typeof MOST;

/** The allowed granularities, as the end of the sentence "It must be …". */
export const GRANULARITIES = `a whole number and a unit: ${Object.entries(MOST)
  .map(([unit, most]) => `1${unit} to ${most}${unit}`)
  .join(', ')}`;

/** Parses a granularity such as `5m`. Returns undefined for invalid text. */
export function granularityOf(text: string): Granularity | undefined {
  const [, digits = '', letter = ''] = /^(\d{1,4})([smhdwM])$/.exec(text) ?? [];
  const value = Number(digits);
  return isUnit(letter) && value >= 1 && value <= MOST[letter]
    ? { value, unit: letter }
    : undefined;
}

const isUnit = (letter: string): letter is Unit => Object.hasOwn(MOST, letter);

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
export function bucketOf(time: number, { value, unit }: Granularity): number {
  if (unit === 'M') return startOfMonth(Math.floor(monthOf(time) / value) * value);
  const { length, anchor } = STEPS[unit];
  const step = length * value;
  return Math.floor((time - anchor) / step) * step + anchor;
}

/** The end of the bucket that starts at `bucket`. */
export function endOf(bucket: number, { value, unit }: Granularity): number {
  return unit === 'M' ? startOfMonth(monthOf(bucket) + value) : bucket + STEPS[unit].length * value;
}

/** Yields the start of each bucket of a range, in order of time. */
export function* bucketsIn(
  { start, end }: TimeRange,
  granularity: Granularity,
): Generator<number, void, undefined> {
  for (let at = bucketOf(start, granularity); at < end; at = endOf(at, granularity)) yield at;
}

/** Months since January 1970. */
function monthOf(time: number): number {
  const date = new Date(time);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

const startOfMonth = (month: number): number => Date.UTC(1970, month);
