import { shardOf } from '../platform/dynamodb/timeline.ts';

/** What the partitions of parked deliveries begin with, in the log table. */
export const PARKED = 'PARKED#';

/** What the partitions of timers begin with, in the log table. */
export const TIMERS = 'TIMER#';

/**
 * What falls due is spread over this many partitions of its index, because DynamoDB takes 1,000
 * writes a second into one.
 */
const DUE_SHARDS = 16;

/** The index attributes of what falls due at `due_at`. */
export const dueAttributes = (id: string, due_at: string) => ({
  due: `DUE#${shardOf(id, DUE_SHARDS)}`,
  due_at,
});

/** Every partition of the index of what falls due. */
export const duePartitions = (): string[] =>
  [...Array(DUE_SHARDS).keys()].map((shard) => `DUE#${shard}`);
