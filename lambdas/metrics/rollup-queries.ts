import { type Incarnation, incarnationIn } from '../platform/dynamodb/incarnation.ts';
import { DAY_MS, type Hours, type Span, spansIn } from './hour-ranges.ts';
import { measuresLatency } from './measures.ts';
import { type MetricsQuery, refused } from './metrics-query.ts';
import {
  PLATFORM_SHARDS,
  platformPartition,
  TENANT_SHARDS,
  tenantPartition,
  tenantsPartition,
} from './rollup.ts';

/** Rollups of one partition. */
export interface RollupQuery {
  readonly pk: string;
  /** The sort keys they lie between, both included. */
  readonly from: string;
  readonly to: string;
  /** The hours they must be of, where their sort keys do not say it. */
  readonly hours?: Hours;
  /** The incarnation of the tenant they must be of; of any, when there is none. */
  readonly tenant?: { readonly incarnation: Incarnation };
  /** Whether the minutes of each hour count, or its total. */
  readonly byMinute: boolean;
  /**
   * Whether to read how long stores took, of hours that count as one.
   *
   * @default - it is not read
   */
  readonly withLatencies?: boolean;
}

/**
 * Partitions read for one request at the most: some seconds' work, of the 29 that a request has. So
 * many are eleven years of a tenant, almost three of the platform, or eight months of every tenant.
 */
const MOST_PARTITIONS = 4_000;

/**
 * What finds the rollups that a query needs, in order of time.
 *
 * @throws HttpError 400 for a range of too many days
 */
export function rollupQueriesFor(query: MetricsQuery): Generator<RollupQuery, void, undefined> {
  const { range, granularity, measures } = query;
  const partitions = partitionsFor(query);
  const mostDays = Math.floor(MOST_PARTITIONS / partitions.perDay);
  if (range.end - range.start > mostDays * DAY_MS) {
    throw refused([
      `time[start] and time[end] must not be further apart than ${mostDays} days for this query: filters[tenant_id] of one tenant makes it reach the furthest`,
    ]);
  }
  const spans = spansIn(range, granularity?.unit === 'm');
  return queriesOn(spans, partitions, measuresLatency(measures));
}

/** Where the rollups of a day are. */
interface Partitions {
  readonly perDay: number;
  readonly find: (span: Span, place: number) => Omit<RollupQuery, 'byMinute' | 'withLatencies'>;
}

/**
 * Those of the tenants that a query names; those of the platform, which are few, when it neither
 * asks for nor tells apart tenants and destinations; or else those of all tenants.
 */
function partitionsFor(query: MetricsQuery): Partitions {
  const tenants = query.filters.get('tenant_id');
  if (tenants) return ofTenants(query, tenants);
  const names: readonly string[] = [...query.filters.keys(), ...query.dimensions];
  return names.includes('tenant_id') || names.includes('destination_id')
    ? ofAllTenants(query)
    : ofThePlatform(query);
}

const ofTenants = ({ kind, present }: MetricsQuery, tenants: readonly string[]): Partitions => ({
  perDay: tenants.length,
  find: ({ day, first, last }, place) => {
    const tenant = tenants[place] ?? '';
    const pk = tenantPartition(kind, day, tenant);
    const key = present?.get(tenant);
    const of = key === undefined ? {} : { tenant: { incarnation: incarnationIn(key) } };
    return { pk, from: `${tenant}#${first}`, to: `${tenant}#${last}~`, ...of };
  },
});

const ofAllTenants = ({ kind }: MetricsQuery): Partitions => ({
  perDay: TENANT_SHARDS,
  find: ({ day, first, last }, place) => ({
    pk: tenantsPartition(kind, day, place),
    from: ' ',
    // A tenant's id may begin with "~"; DEL sorts behind all that it may.
    to: '\x7f',
    hours: { first, last },
  }),
});

const ofThePlatform = ({ kind }: MetricsQuery): Partitions => ({
  perDay: PLATFORM_SHARDS,
  find: ({ day, first, last }, place) => ({
    pk: platformPartition(kind, day, place),
    from: first,
    to: `${last}~`,
  }),
});

function* queriesOn(spans: Iterable<Span>, { perDay, find }: Partitions, withLatencies: boolean) {
  for (const span of spans)
    for (let place = 0; place < perDay; place += 1)
      yield {
        ...find(span, place),
        byMinute: span.byMinute,
        ...(withLatencies && { withLatencies }),
      };
}
