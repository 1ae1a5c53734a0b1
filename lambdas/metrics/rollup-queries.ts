import { type Incarnation, parseIncarnation } from '../platform/dynamodb/incarnation.ts';
import { isOfPlatform } from './counted-values.ts';
import { measuresLatency } from './measures.ts';
import { type MetricsQuery, MetricsQueryError } from './metrics-query.ts';
import {
  PLATFORM_SHARDS,
  platformPartition,
  TENANT_SHARDS,
  tenantPartition,
  tenantsPartition,
} from './rollup.ts';
import { DAY_MS, daySpans, type Hours, type Span } from './time-ranges.ts';

/** A query for rollups of one partition. */
export interface RollupQuery {
  readonly pk: string;
  /** The range of sort keys, both ends included. */
  readonly from: string;
  readonly to: string;
  /** Filter by hour, where the sort keys do not contain it. */
  readonly hours?: Hours;
  /** Filter by tenant incarnation. Absent for all incarnations. */
  readonly tenant?: { readonly incarnation: Incarnation };
  /** Whether to read each hour's counts per minute instead of its total. */
  readonly byMinute: boolean;
  /**
   * Whether to read endpoint latencies of full hours.
   *
   * @default - latencies are not read
   */
  readonly withLatencies?: boolean;
}

/**
 * The most partitions read for one request. Reading them takes some of the 29 seconds a request has.
 * They hold eleven years of one tenant, almost three years of the platform, or eight months of all tenants.
 */
const MAX_PARTITIONS = 4_000;

/**
 * Yields the queries that find a metrics query's rollups, in order of time.
 *
 * @throws MetricsQueryError when the range has too many days
 */
export function rollupQueries(query: MetricsQuery): Generator<RollupQuery, void, undefined> {
  const { range, granularity, measures } = query;
  const partitions = rollupPartitions(query);
  const maxDays = Math.floor(MAX_PARTITIONS / partitions.shards);
  if (range.end - range.start > maxDays * DAY_MS) {
    throw new MetricsQueryError([
      `time[start] and time[end] must not be further apart than ${maxDays} days for this query: filters[tenant_id] with one tenant allows the longest range`,
    ]);
  }
  const spans = daySpans(range, granularity?.unit === 'm');
  return queriesOn(spans, partitions, measuresLatency(measures));
}

/** The partitions of a day's rollups. */
interface Partitions {
  readonly shards: number;
  readonly find: (span: Span, place: number) => Omit<RollupQuery, 'byMinute' | 'withLatencies'>;
}

/**
 * Chooses the partitions to read. With a tenant filter: those of these tenants. For a query that the
 * platform's counts answer: those of the platform, which are few. Otherwise: those of all tenants.
 */
function rollupPartitions(query: MetricsQuery): Partitions {
  const tenants = query.filters.get('tenant_id');
  if (tenants) return ofTenants(query, tenants);
  return isOfPlatform(query) ? ofThePlatform(query) : ofAllTenants(query);
}

const ofTenants = (
  { kind, currentTenants }: MetricsQuery,
  tenants: readonly string[],
): Partitions => ({
  shards: tenants.length,
  find: ({ day, first, last }, place) => {
    const tenant = tenants[place] ?? '';
    const pk = tenantPartition(kind, day, tenant);
    const key = currentTenants?.get(tenant);
    const of = key === undefined ? {} : { tenant: { incarnation: parseIncarnation(key) } };
    return { pk, from: `${tenant}#${first}`, to: `${tenant}#${last}~`, ...of };
  },
});

const ofAllTenants = ({ kind }: MetricsQuery): Partitions => ({
  shards: TENANT_SHARDS,
  find: ({ day, first, last }, place) => ({
    pk: tenantsPartition(kind, day, place),
    from: ' ',
    // A tenant's id may begin with "~". DEL sorts after every character of an id.
    to: '\x7f',
    hours: { first, last },
  }),
});

const ofThePlatform = ({ kind }: MetricsQuery): Partitions => ({
  shards: PLATFORM_SHARDS,
  find: ({ day, first, last }, place) => ({
    pk: platformPartition(kind, day, place),
    from: first,
    to: `${last}~`,
  }),
});

function* queriesOn(
  spans: Iterable<Span>,
  { shards: perDay, find }: Partitions,
  withLatencies: boolean,
) {
  for (const span of spans)
    for (let place = 0; place < perDay; place += 1)
      yield {
        ...find(span, place),
        byMinute: span.byMinute,
        ...(withLatencies && { withLatencies }),
      };
}
