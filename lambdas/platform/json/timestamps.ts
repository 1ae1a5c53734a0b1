import * as z from 'zod';

const rfc3339 = z.iso.datetime({ offset: true });
const date = z.iso.date();

export const SECONDS_PER_DAY = 86_400;

/** The time `seconds` after `now`, RFC 3339 in UTC with milliseconds. */
export const secondsAfter = (now: Date, seconds: number): string =>
  new Date(now.getTime() + seconds * 1_000).toISOString();

/**
 * Normalizes an RFC 3339 time to UTC. It keeps fractions of a second as given, up to nanoseconds,
 * without trailing zeros; `Date` would truncate them to milliseconds.
 *
 * @returns undefined when `text` is not an RFC 3339 time (section 5.6)
 */
export function instantOf(text: string): string | undefined {
  if (!rfc3339.safeParse(text).success) return undefined;
  const seconds = new Date(text.replace(/\.\d+/, '')).toISOString().slice(0, 19);
  // In UTC the year may not have four digits; such a time would not sort as text.
  if (!/^\d{4}-/.test(seconds)) return undefined;
  const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').slice(0, 9).replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** Like {@link instantOf}, but also accepts a date, which means its first moment. */
export const instantOrDateOf = (text: string): string | undefined =>
  date.safeParse(text).success ? `${text}T00:00:00Z` : instantOf(text);

/** An instant in UTC with nine fraction digits, so that text order is time order. */
export function sortableInstant(instant: string): string {
  const [seconds = '', fraction = ''] = instant.replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}Z`;
}
