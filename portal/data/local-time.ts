import type { Zone } from '../times.ts';

/** The instant of the value of a `datetime-local` input, which has no zone; undefined if it is not a time. */
export function instantOf(value: string, zone: Zone): string | undefined {
  const instant = new Date(zone === 'UTC' ? `${value}Z` : value);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** The value of a `datetime-local` input for an instant; empty for none. */
export function inputValueOf(instant: string | undefined, zone: Zone): string {
  const time = new Date(instant ?? '');
  if (Number.isNaN(time.getTime())) return '';
  const offset = zone === 'UTC' ? 0 : time.getTimezoneOffset() * 60_000;
  return new Date(time.getTime() - offset).toISOString().slice(0, 16);
}
