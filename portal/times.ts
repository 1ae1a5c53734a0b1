/** How a time is shown: with the zone of the viewer, or in UTC. */
export type Zone = 'local' | 'UTC';

export const format = (zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'UTC' && { timeZone: 'UTC' }) });

/** A time with its zone, such as `30 Nov 2026, 09:24:05 CET`. */
export const fullTime = (time: string | Date, zone: Zone): string =>
  format(zone, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(time));

/** A day in UTC, such as `30 Nov 2026, UTC`. */
export const dayOf = (day: string): string =>
  format('UTC', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZoneName: 'short',
  }).format(new Date(day));

/** A part of a day, such as `30 Nov, 09:00–10:00 CET`. */
export const timeRange = (start: number, end: number, zone: Zone): string =>
  format(zone, {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).formatRange(start, end);

/** The name of the viewer's zone, such as `Europe/Berlin`. */
const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The name of the zone in which times are shown. */
export const nameOf = (zone: Zone): string => (zone === 'UTC' ? zone : localZone());

/** Whether the viewer's zone is UTC. */
export const isLocalUtc = (): boolean => localZone().endsWith('UTC');
