import { format, type Zone } from '../times.ts';

/** The time ranges of the chart. */
export const RANGES = ['24h', '7d', '30d'] as const;
export type RangeName = (typeof RANGES)[number];

/** A count of attempts within the hour that begins at `time` (epoch milliseconds). */
export interface HourCount {
  readonly time: number;
  readonly delivered: number;
  readonly failed: number;
}

/** The attempts of a bar. Times are epoch milliseconds. */
export interface Bar {
  readonly start: number;
  readonly end: number;
  readonly delivered: number;
  readonly failed: number;
}

/** Number of bars, and hours of each. Bars start at hours of the clock in the zone that is shown. */
const SHAPES = {
  '24h': { bars: 24, hours: 1 },
  '7d': { bars: 28, hours: 6 },
  '30d': { bars: 30, hours: 24 },
} as const satisfies Record<RangeName, { bars: number; hours: number }>;

/** The starts of the bars of a range that ends now, and the end of the last. */
export function edgesOf(range: RangeName, now: Date, zone: Zone): number[] {
  const { bars, hours } = SHAPES[range];
  const edge = (steps: number): number => {
    // The calendar takes care of days with 23 or 25 hours.
    const time = new Date(now);
    if (zone === 'UTC')
      return time.setUTCHours(startOf(now.getUTCHours()) + steps * hours, 0, 0, 0);
    return time.setHours(startOf(now.getHours()) + steps * hours, 0, 0, 0);
  };
  const startOf = (hour: number) => Math.floor(hour / hours) * hours;
  return Array.from({ length: bars + 1 }, (_, index) => edge(index - bars + 1));
}

/** Adds up the counts of the hours between the edges. */
export function barsOf(edges: readonly number[], counts: readonly HourCount[]): Bar[] {
  return edges.slice(0, -1).map((start, index) => {
    const end = edges[index + 1] ?? start;
    const within = counts.filter(({ time }) => time >= start && time < end);
    return {
      start,
      end,
      delivered: totalOf(within, 'delivered'),
      failed: totalOf(within, 'failed'),
    };
  });
}

/** Adds up counts. */
export const totalOf = (
  counts: readonly Pick<Bar, 'delivered' | 'failed'>[],
  key: 'delivered' | 'failed',
): number => counts.reduce((sum, one) => sum + one[key], 0);

/** The start of a bar, such as `30 Nov, 09:00`. */
export const barTime = (time: number, zone: Zone): string =>
  format(zone, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(time);

/** The start of a bar below the chart: an hour for a day, a day for more. */
export const edgeTime = (time: number, range: RangeName, zone: Zone): string =>
  range === '24h'
    ? format(zone, { hour: '2-digit', minute: '2-digit' }).format(time)
    : format(zone, { day: 'numeric', month: 'short' }).format(time);
