import type { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import type { Api } from '../api.ts';
import type { HourCount } from './chart-bars.ts';

interface DestinationCount extends HourCount {
  readonly destinationId: string;
}

/** Reads the counts of attempts by destination and hour, of one destination or of all. */
export async function readCounts(
  api: Api,
  edges: readonly number[],
  signal: AbortSignal,
  destinationId?: string,
): Promise<DestinationCount[]> {
  const instant = (time = 0) => new Date(time).toISOString();
  const { data } = await api.call<MetricsBody>('GET', '/metrics/attempts', {
    query: {
      'time[start]': instant(edges[0]),
      'time[end]': instant(edges.at(-1)),
      granularity: '1h',
      measures: ['successful_count', 'failed_count'],
      dimensions: 'destination_id',
      'filters[destination_id]': destinationId,
    },
    signal,
  });
  return data.map(({ time_bucket = '', dimensions, metrics }) => ({
    destinationId: dimensions.destination_id ?? '',
    time: Date.parse(time_bucket),
    delivered: metrics.successful_count ?? 0,
    failed: metrics.failed_count ?? 0,
  }));
}
