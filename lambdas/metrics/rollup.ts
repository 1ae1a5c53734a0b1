import { hash } from 'node:crypto';
import type { Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { own } from '../platform/json/json.ts';
import { Latencies } from './latencies.ts';
import {
  ATTEMPT_DIMENSIONS,
  type Count,
  type Kind,
  parseValues,
  type Sample,
  type Values,
} from './measures.ts';

/**
 * Counts of events or attempts with the same dimension values in one hour, for one tenant or, without
 * `tenant_id`, for the whole platform.
 */
export interface Rollup {
  readonly kind: Kind;
  /** Such as `2026-11-22T10`, in UTC. */
  readonly hour: string;
  readonly values: Values;
  /** The tenant's incarnation. */
  readonly tenant_incarnation?: Incarnation;
  /** For events: all matched destinations, sorted. */
  readonly destinationIds?: readonly string[] | undefined;
  /** Counts by minute of the hour, 0 to 59. */
  readonly minutes: ReadonlyMap<number, number>;
  /** For attempts at batches: delivered events beyond one per success, by minute of the hour. */
  readonly moreEvents?: ReadonlyMap<number, number> | undefined;
  /** For attempts: endpoint latencies of the attempts that called the endpoint. */
  readonly latencies?: Latencies | undefined;
}

/**
 * Number of partitions per day for tenants' rollups, sharded by tenant. Reading all tenants takes this
 * many queries, reading one tenant takes one.
 */
export const TENANT_SHARDS = 16;

/**
 * Number of partitions per day for the platform's rollups. Every batch updates the platform's rollups of
 * the current hour, and DynamoDB accepts 1,000 writes per second to one partition. Each batch writes to a
 * random shard; readers add the shards up.
 */
export const PLATFORM_SHARDS = 4;

/** The partition key prefix of rollups, which no other items of the table use. */
export const ROLLUPS = 'ROLLUPS#';

/** Identifies a rollup within its hour. Equal for equal values. */
export const toTuple = ({
  values,
  destinationIds,
  tenant_incarnation,
}: Omit<Rollup, 'minutes' | 'latencies'>): string =>
  JSON.stringify([
    ...ATTEMPT_DIMENSIONS.map((name) => values[name] ?? null),
    destinationIds,
    ...(tenant_incarnation === undefined ? [] : [tenant_incarnation]),
  ]);

/**
 * A rollup's primary key.
 *
 * @param platformShard the shard to use for a rollup of the platform
 */
export function rollupKey(rollup: Omit<Rollup, 'minutes'>, platformShard: number): Key {
  const { kind, hour, values } = rollup;
  const day = hour.slice(0, 'yyyy-mm-dd'.length);
  const tuple = hash('sha256', toTuple(rollup), 'base64url').slice(0, 16);
  const { tenant_id } = values;
  return tenant_id === undefined
    ? { pk: platformPartition(kind, day, platformShard), sk: `${hour}#${tuple}` }
    : { pk: tenantPartition(kind, day, tenant_id), sk: `${tenant_id}#${hour}#${tuple}` };
}

/** The partition of a tenant's rollups of a day. */
export const tenantPartition = (kind: Kind, day: string, tenantId: string): string =>
  tenantsPartition(kind, day, tenantShard(tenantId));

/** The partition of one shard of all tenants' rollups of a day. */
export const tenantsPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#TENANTS#${shard}`;

/** The partition of one shard of the platform's rollups of a day. */
export const platformPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#PLATFORM#${shard}`;

const tenantShard = (tenantId: string): number =>
  hash('sha256', tenantId, 'buffer').readUInt32BE(0) % TENANT_SHARDS;

/**
 * A rollup's item attributes: its dimension values except the tenant, which its key contains, one count
 * per minute of the hour with activity (`m00` to `m59`), their `total`, and endpoint latencies. For batches
 * also the events beyond one per attempt (`e00` to `e59`, and their sum `more_events`). With all sixty
 * minutes, an item without events of batches is usually less than 1 KB, so an update costs one write unit.
 */
export const toAttributes = ({
  hour,
  values: { tenant_id: _tenant, ...values },
  tenant_incarnation,
  destinationIds,
  minutes,
  moreEvents = NONE,
  latencies,
}: Rollup) => ({
  facts: {
    hour,
    ...values,
    ...(tenant_incarnation !== undefined && { tenant_incarnation }),
    ...(destinationIds && { destination_ids: destinationIds }),
  },
  counts: {
    ...Object.fromEntries([...minutes].map(([minute, count]) => [minuteAttribute(minute), count])),
    total: sum(minutes),
    ...Object.fromEntries(
      [...moreEvents].map(([minute, count]) => [eventsAttribute(minute), count]),
    ),
    ...(moreEvents.size > 0 && { more_events: sum(moreEvents) }),
    ...latencies?.attributes(),
  },
});

const NONE: ReadonlyMap<number, number> = new Map();

const sum = (minutes: ReadonlyMap<number, number>): number =>
  [...minutes.values()].reduce((sum, count) => sum + count, 0);

/** The attributes of an item except its minutes and latencies, which are most of them. */
export const WITHOUT_MINUTES = [
  'sk',
  ...ATTEMPT_DIMENSIONS.filter((name) => name !== 'tenant_id'),
  'destination_ids',
  'hour',
  'total',
  'more_events',
  'expires_at',
];

/**
 * The sample in an item. The sample of a full hour includes the latencies that were read.
 *
 * @param byMinute whether to read counts per minute instead of the total
 */
export function parseSample(item: Readonly<Record<string, unknown>>, byMinute: boolean): Sample {
  const hour = Date.parse(`${item.hour}:00Z`);
  const tenant_id = parseTenantId(String(item.sk));
  return {
    values: { ...parseValues(item), ...(tenant_id !== undefined && { tenant_id }) },
    destinationIds: Array.isArray(item.destination_ids) ? item.destination_ids : undefined,
    counts: byMinute
      ? parseMinutes(item, hour)
      : [
          {
            time: hour,
            count: Number(item.total),
            ...(item.more_events !== undefined && { moreEvents: Number(item.more_events) }),
            latencies: Latencies.in(item),
          },
        ],
  };
}

/** The tenant in a sort key of {@link rollupKey}; undefined in one of the platform. */
function parseTenantId(sk: string): string | undefined {
  const parts = sk.split('#');
  return parts.length === 3 ? parts[0] : undefined;
}

const MINUTE_MS = 60_000;

function* parseMinutes(
  item: Readonly<Record<string, unknown>>,
  hour: number,
): Generator<Count, void, undefined> {
  for (let minute = 0; minute < 60; minute += 1) {
    const count = own(item, minuteAttribute(minute));
    const moreEvents = own(item, eventsAttribute(minute));
    if (count === undefined && moreEvents === undefined) continue;
    const time = hour + minute * MINUTE_MS;
    yield {
      time,
      count: Number(count ?? 0),
      ...(moreEvents !== undefined && { moreEvents: Number(moreEvents) }),
    };
  }
}

const eventsAttribute = (minute: number): string => `e${String(minute).padStart(2, '0')}`;

const minuteAttribute = (minute: number): string => `m${String(minute).padStart(2, '0')}`;
