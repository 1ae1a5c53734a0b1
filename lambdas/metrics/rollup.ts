import { createHash } from 'node:crypto';
import type { Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import type { Latencies } from './latencies.ts';
import { ATTEMPT_DIMENSIONS, type Kind, type Values } from './metric-types.ts';

/**
 * How often things with the same values happened in one hour: of one tenant, or, when the values
 * have no tenant, of the whole platform.
 */
export interface Rollup {
  readonly kind: Kind;
  /** Such as `2026-11-22T10`, in UTC. */
  readonly hour: string;
  readonly values: Values;
  /** Which of the tenants that the id among its values has had. */
  readonly tenant_incarnation?: Incarnation;
  /** Of events: all the destinations that wanted them, in order. */
  readonly destinationIds?: readonly string[] | undefined;
  /** By minute of the hour, 0 to 59. */
  readonly minutes: ReadonlyMap<number, number>;
  /** Of attempts: how long stores took for those of the hour that asked one. */
  readonly latencies?: Latencies | undefined;
}

/**
 * The tenants' rollups of a day are spread over this many partitions by tenant: all of them are
 * found by as many queries, and one tenant's by one.
 */
export const TENANT_SHARDS = 16;

/**
 * Every batch adds to the platform's rollups of the present hour, and DynamoDB takes 1,000 writes a
 * second into one partition. Each batch chooses one of these at random, and readers add them up.
 */
export const PLATFORM_SHARDS = 4;

/** What every partition of rollups begins with, and no other of the table. */
export const ROLLUPS = 'ROLLUPS#';

/** What tells a rollup from the others of its hour; the same for the same values. */
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
 * Where a rollup is kept.
 *
 * @param platformShard which part of the platform's rollups to add to, if it is one of them
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

/** The partition that holds a tenant's rollups of a day. */
export const tenantPartition = (kind: Kind, day: string, tenantId: string): string =>
  tenantsPartition(kind, day, shardOf(tenantId));

/** The partition that holds one shard of the tenants' rollups of a day. */
export const tenantsPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#TENANTS#${shard}`;

/** The partition that holds one shard of the platform's rollups of a day. */
export const platformPartition = (kind: Kind, day: string, shard: number): string =>
  `${ROLLUPS}${kind}#${day}#PLATFORM#${shard}`;

const shardOf = (tenantId: string): number =>
  createHash('sha256').update(tenantId).digest().readUInt32BE(0) % TENANT_SHARDS;
