import type { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import type { Api } from '../api.ts';
import { startOfDay } from '../times.ts';

/** The attempts of a destination since midnight. */
export interface Counts {
  readonly delivered: number;
  readonly failed: number;
}

/** Counts the attempts of the viewer's day, by destination, with one request. */
export const todaysCounts = async (
  api: Api,
  now: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Counts>> => {
  const { data } = await api.call<MetricsBody>('GET', '/metrics/attempts', {
    signal,
    query: {
      'time[start]': startOfDay(now).toISOString(),
      // The range must not be empty in the first minute of a day.
      'time[end]': new Date(now.getTime() + 60_000).toISOString(),
      measures: ['successful_count', 'failed_count'],
      dimensions: ['destination_id'],
    },
  });
  return new Map(
    data.map(({ dimensions, metrics }) => [
      dimensions.destination_id ?? '',
      { delivered: metrics.successful_count ?? 0, failed: metrics.failed_count ?? 0 },
    ]),
  );
};
