import type { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import type { Api } from '../api.ts';

/** The age limit of a delivery that is found, in days. */
const DAYS_BACK = 30;

/**
 * The day of the newest delivery by destination, in UTC, such as `2026-11-30`. Counts per day cover all
 * destinations in one request; the screen of a destination shows the exact time.
 */
export const lastDeliveries = async (
  api: Api,
  now: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> => {
  const start = new Date(now);
  start.setUTCDate(start.getUTCDate() - DAYS_BACK);
  const { data } = await api.call<MetricsBody>('GET', '/metrics/attempts', {
    signal,
    query: {
      'time[start]': start.toISOString(),
      // The current minute is in the range.
      'time[end]': new Date(now.getTime() + 60_000).toISOString(),
      granularity: '1d',
      measures: ['successful_count'],
      dimensions: ['destination_id'],
    },
  });
  const days = new Map<string, string>();
  for (const { time_bucket, dimensions, metrics } of data) {
    const id = dimensions.destination_id ?? '';
    const day = (time_bucket ?? '').slice(0, 10);
    if ((metrics.successful_count ?? 0) > 0 && day > (days.get(id) ?? '')) days.set(id, day);
  }
  return days;
};
