import type { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import type { Api } from '../api.ts';
import type { HourCount } from './chart-bars.ts';

/** Reads the counts of a destination's attempts by the hour. */
export async function readCounts(
  api: Api,
  destinationId: string,
  edges: readonly number[],
  signal: AbortSignal,
): Promise<HourCount[]> {
  const instant = (time = 0) => new Date(time).toISOString();
  const { data } = await api.call<MetricsBody>('GET', '/metrics/attempts', {
    query: {
      'time[start]': instant(edges[0]),
      'time[end]': instant(edges.at(-1)),
      granularity: '1h',
      measures: ['successful_count', 'failed_count'],
      'filters[destination_id]': destinationId,
    },
    signal,
  });
  return data.map(({ time_bucket = '', metrics }) => ({
    time: Date.parse(time_bucket),
    delivered: metrics.successful_count ?? 0,
    failed: metrics.failed_count ?? 0,
  }));
}
