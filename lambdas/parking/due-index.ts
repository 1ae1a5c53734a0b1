import { shardOf } from '../platform/dynamodb/timeline.ts';

/** Partition key prefix of parked deliveries in the events table. */
export const PARKED = 'PARKED#';

/** Partition key prefix of timers in the events table. */
export const TIMERS = 'TIMER#';

/**
 * Number of partitions of the index of due items. DynamoDB accepts 1,000 writes per second into one
 * partition.
 */
const DUE_SHARDS = 16;

/** The index attributes of an item that is due at `due_at`. */
export const dueAttributes = (id: string, due_at: string) => ({
  due: `DUE#${shardOf(id, DUE_SHARDS)}`,
  due_at,
});

/** All partitions of the index of due items. */
export const duePartitions = (): string[] =>
  [...Array(DUE_SHARDS).keys()].map((shard) => `DUE#${shard}`);
