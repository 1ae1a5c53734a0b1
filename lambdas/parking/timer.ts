import { z } from 'zod';
import type { DestinationRef } from '../destinations/destination.ts';

/** Something to be done about a destination at some time. */
export const Timer = z.object({
  tenant_id: z.string(),
  destination_id: z.string(),
  /** Which of the destinations that its id has had. */
  incarnation: z.string().optional(),
  /** `release`: send on what is parked, or give it up when the destination is gone; `probe`: find out whether it can be written to again. */
  task: z.enum(['release', 'probe']),
  /** RFC 3339 in UTC, to the millisecond. */
  due_at: z.string(),
  /** How often it has been done already. */
  runs: z.int().min(0),
});
export type Timer = z.output<typeof Timer>;

/** What is parked for the destination is released, beginning with the next run of the releaser. */
export const releaseTimer = (destination: DestinationRef, now: Date): Timer => ({
  ...timed(destination),
  task: 'release',
  due_at: now.toISOString(),
  runs: 0,
});

/** Seconds until the first probe of a blocked destination; each next wait is twice as long. */
const FIRST_PROBE_SECONDS = 30;
/** A customer who has mended a bucket should not wait longer than this. */
const LONGEST_PROBE_SECONDS = 900;

/** Seconds until the probe that follows `runs` others. */
const probeWait = (runs: number): number =>
  Math.min(FIRST_PROBE_SECONDS * 2 ** runs, LONGEST_PROBE_SECONDS);

/** The longest waits are all alike from this one on. */
const LONGEST_RUNS = Math.ceil(Math.log2(LONGEST_PROBE_SECONDS / FIRST_PROBE_SECONDS));

/** Seconds that a destination may be open between a probe and a block that is the same trouble. */
const SAME_TROUBLE_SECONDS = 300;

/**
 * How many probes count as made when a block begins `seconds` after the one before it, for the same
 * cause: as many as make the next wait longer than that, or none when it is long ago.
 */
export const runsAfterBlock = (seconds: number): number => {
  if (seconds > LONGEST_PROBE_SECONDS + SAME_TROUBLE_SECONDS) return 0;
  let runs = 0;
  while (runs < LONGEST_RUNS && probeWait(runs) <= seconds) runs += 1;
  return runs;
};

/** The probe that follows `runs` others. */
export const probeTimer = (destination: DestinationRef, now: Date, runs = 0): Timer => ({
  ...timed(destination),
  task: 'probe',
  due_at: secondsAfter(now, probeWait(runs)),
  runs,
});

const timed = ({ tenant_id, id, incarnation }: DestinationRef) => ({
  tenant_id,
  destination_id: id,
  incarnation,
});

/** The destination that a timer is of. */
export const timedDestination = ({
  tenant_id,
  destination_id,
  incarnation,
}: Timer): DestinationRef => ({ tenant_id, id: destination_id, incarnation });

/** The moment `seconds` after `now`. */
export const secondsAfter = (now: Date, seconds: number): string =>
  new Date(now.getTime() + seconds * 1_000).toISOString();
