import { createHash } from 'node:crypto';
import type { Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import type { Latencies } from './latencies.ts';
import { ATTEMPT_DIMENSIONS, type Kind, type Values } from './metric-types.ts';

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
export const tupleOf = ({
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
export function keyOf(rollup: Omit<Rollup, 'minutes'>, platformShard: number): Key {
  const { kind, hour, values } = rollup;
  const day = hour.slice(0, 'yyyy-mm-dd'.length);
  const tuple = createHash('sha256').update(tupleOf(rollup)).digest('base64url').slice(0, 16);
  const { tenant_id } = values;
  return tenant_id === undefined
    ? { pk: platformPartition(kind, day, platformShard), sk: `${hour}#${tuple}` }
    : { pk: tenantPartition(kind, day, tenant_id), sk: `${tenant_id}#${hour}#${tuple}` };
}

/** The partition of a tenant's rollups of a day. */
export const tenantPartition = (kind: Kind, day: string, tenantId: string): string =>
  tenantsPartition(kind, day, shardOf(tenantId));

/** The partition of one shard of all tenants' rollups of a day. */
export const tenantsPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#TENANTS#${shard}`;

/** The partition of one shard of the platform's rollups of a day. */
export const platformPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#PLATFORM#${shard}`;

const shardOf = (tenantId: string): number =>
  createHash('sha256').update(tenantId).digest().readUInt32BE(0) % TENANT_SHARDS;
