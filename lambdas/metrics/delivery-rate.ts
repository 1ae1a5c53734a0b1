import type { CurrentTenants } from '../platform/dynamodb/incarnation.ts';
import { Aggregation } from './aggregation.ts';
import type { MetricsQuery } from './metrics-query.ts';
import { readSamples, type SampleDeps } from './read-samples.ts';
import type { TimeRange } from './time-ranges.ts';

/** Whose deliveries to count. */
interface DeliveriesOf {
  readonly tenant_id: string;
  readonly destination_id: string;
  /** The current incarnation of the tenant. */
  readonly currentTenants: CurrentTenants;
}

/** Returns the events per second that were delivered to a destination in a range, from rollups. */
export async function deliveryRate(
  deps: SampleDeps,
  { tenant_id, destination_id, currentTenants }: DeliveriesOf,
  range: TimeRange,
): Promise<number> {
  const query: MetricsQuery = {
    kind: 'ATTEMPTS',
    range,
    granularity: undefined,
    measures: ['events_delivered_count'],
    dimensions: [],
    filters: new Map([
      ['tenant_id', [tenant_id]],
      ['destination_id', [destination_id]],
      ['status', ['success']],
    ]),
    currentTenants,
  };
  const aggregation = new Aggregation(query);
  await readSamples(deps, query, (sample) => aggregation.take(sample));
  const [point] = aggregation.points();
  return ((point?.metrics.events_delivered_count ?? 0) * 1000) / (range.end - range.start);
}
