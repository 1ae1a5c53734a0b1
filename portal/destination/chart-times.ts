import type { Zone } from '../times.ts';
import type { RangeName } from './chart-bars.ts';

const format = (time: number, zone: Zone, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', {
    ...options,
    ...(zone === 'UTC' && { timeZone: 'UTC' }),
  }).format(time);

/** The start of a bar, such as `30 Nov, 09:00`. */
export const barTime = (time: number, zone: Zone): string =>
  format(time, zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The start of a bar below the chart: an hour for a day, a day for more. */
export const edgeTime = (time: number, range: RangeName, zone: Zone): string =>
  range === '24h'
    ? format(time, zone, { hour: '2-digit', minute: '2-digit' })
    : format(time, zone, { day: 'numeric', month: 'short' });
