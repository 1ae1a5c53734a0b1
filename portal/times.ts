/** How a time is shown: with the zone of the viewer, or in UTC. */
export type Zone = 'local' | 'UTC';

export const format = (zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-GB', { ...options, ...(zone === 'UTC' && { timeZone: 'UTC' }) });

/** A time with its zone, such as `30 Nov 2026, 09:24:05 CET`. */
export const fullTime = (time: string | Date, zone: Zone): string =>
  format(zone, { dateStyle: 'medium', timeStyle: 'long' }).format(new Date(time));

/** A day in UTC, such as `30 Nov 2026`. */
export const dayOf = (day: string): string =>
  format('UTC', { dateStyle: 'medium' }).format(new Date(day));

/** The name of the viewer's zone, such as `Europe/Berlin`. */
const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The name of the zone in which times are shown. */
export const nameOf = (zone: Zone): string => (zone === 'UTC' ? zone : localZone());

/** Whether the viewer's zone is UTC. */
export const isLocalUtc = (): boolean => localZone().endsWith('UTC');

/** The start of the viewer's day. */
export const startOfDay = (now: Date): Date =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate());
