import * as z from 'zod';
import type { DestinationRef } from '../destinations/destination.ts';
import { shardOf } from '../platform/dynamodb/timeline.ts';
import { SECONDS_PER_DAY, secondsAfter } from '../platform/json/timestamps.ts';

/** A task scheduled for a destination. */
export const Timer = z.object({
  tenant_id: z.string(),
  destination_id: z.string(),
  /** The incarnation of the destination, which distinguishes destinations that had the same id. */
  incarnation: z.string().optional(),
  /**
   * `release`: requeue parked deliveries, or expire them when the destination is deleted. `probe`: check
   * whether the destination can be written to again. `watch`: check daily whether it still can.
   */
  task: z.enum(['release', 'probe', 'watch']),
  /** RFC 3339 in UTC, with milliseconds. */
  due_at: z.string(),
  /** Number of completed runs of the task. */
  runs: z.int().min(0),
});
export type Timer = z.output<typeof Timer>;

/** The releaser runs every minute, and processes the timers that are due. */
export const RUN_SECONDS = 60;

/** A timer that releases parked deliveries from the next run of the releaser. */
export const releaseTimer = (destination: DestinationRef, now: Date): Timer => ({
  ...timerDestination(destination),
  task: 'release',
  due_at: now.toISOString(),
  runs: 0,
});

/** Seconds until the first probe of a blocked destination. The wait doubles with each probe. */
const FIRST_PROBE_SECONDS = 30;
/** Maximum wait between probes, in seconds: how long a customer waits at most after fixing a bucket. */
const MAX_PROBE_SECONDS = 900;

/** Seconds until the next probe after `runs` probes. */
const probeWait = (runs: number): number =>
  Math.min(FIRST_PROBE_SECONDS * 2 ** runs, MAX_PROBE_SECONDS);

/** The number of probes after which the wait has reached its maximum. */
const MAX_RUNS = Math.ceil(Math.log2(MAX_PROBE_SECONDS / FIRST_PROBE_SECONDS));

/** Seconds after a successful probe within which a new block is attributed to the same cause. */
const SAME_CAUSE_SECONDS = 300;

/**
 * The number of probes to count as made when a block starts `seconds` after the previous block with the
 * same cause: as many as make the next wait longer than `seconds`, or 0 when the previous block is
 * longer ago than the maximum wait plus {@link SAME_CAUSE_SECONDS}.
 */
export const runsAfterBlock = (seconds: number): number => {
  if (seconds > MAX_PROBE_SECONDS + SAME_CAUSE_SECONDS) return 0;
  let runs = 0;
  while (runs < MAX_RUNS && probeWait(runs) <= seconds) runs += 1;
  return runs;
};

/** The timer of the next probe after `runs` probes. */
export const probeTimer = (destination: DestinationRef, now: Date, runs = 0): Timer => ({
  ...timerDestination(destination),
  task: 'probe',
  due_at: secondsAfter(now, probeWait(runs)),
  runs,
});

/** The first daily check of a destination: within a day, at a time that its id determines. */
export const watchTimer = (destination: DestinationRef, now: Date): Timer => ({
  ...timerDestination(destination),
  task: 'watch',
  due_at: secondsAfter(now, shardOf(`${destination.tenant_id}#${destination.id}`, SECONDS_PER_DAY)),
  runs: 0,
});

/** The next daily check, at the same time of day. Missed checks are not made up for. */
export const nextWatch = (timer: Timer, now: Date): Timer => {
  const late = Math.floor((now.getTime() - Date.parse(timer.due_at)) / 1_000);
  const days = Math.max(0, Math.floor(late / SECONDS_PER_DAY)) + 1;
  const due_at = secondsAfter(new Date(timer.due_at), days * SECONDS_PER_DAY);
  return { ...timer, due_at, runs: timer.runs + 1 };
};

const timerDestination = ({ tenant_id, id, incarnation }: DestinationRef) => ({
  tenant_id,
  destination_id: id,
  incarnation,
});

export const timedDestination = ({
  tenant_id,
  destination_id,
  incarnation,
}: Timer): DestinationRef => ({ tenant_id, id: destination_id, incarnation });

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
