import { logger } from '../runtime/logger.ts';
import { LONGEST_DELAY_SECONDS } from '../runtime/queue.sqs.ts';
import { duePartitions } from './due.ts';
import type { Due } from './due-items.dynamo.ts';
import { giveUp } from './give-up.ts';
import type { ParkedDelivery } from './parked-delivery.ts';
import { type ProbeDeps, probeDestination } from './probe-destination.ts';
import { type ReleaseDestinationDeps, releaseDestination } from './release-destination.ts';
import { sendOn } from './send-on.ts';
import { secondsAfter, type Timer } from './timer.ts';

/** What a run of the releaser needs. */
export interface ReleaseDeps extends ReleaseDestinationDeps, ProbeDeps {
  /** What falls due in one partition up to a moment, earliest first. */
  readonly dueIn: (partition: string, until: string) => AsyncGenerator<Due>;
}

/**
 * The releaser runs every minute and looks a little further ahead, so that a retry is in the queue
 * before its time; SQS delays it to the second.
 */
const LOOK_AHEAD_SECONDS = 75;

/**
 * One run of the releaser: retries that are due soon go into the delivery queue, what was parked for
 * too long is given up, and the timers of destinations are seen to. What `signal` leaves undone, the
 * next run does.
 */
export async function releaseDue(deps: ReleaseDeps, signal: AbortSignal): Promise<void> {
  const until = secondsAfter(deps.now(), LOOK_AHEAD_SECONDS);
  const partitions = duePartitions().map((partition) =>
    releasePartition(deps, partition, until, signal),
  );
  const outcomes = await Promise.allSettled(partitions);
  const faults = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  for (const error of faults) logger.error('a partition was not released', { error });
  if (faults.length > 0) throw new Error(`${faults.length} partitions were not released`);
}

async function releasePartition(
  deps: ReleaseDeps,
  partition: string,
  until: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const { parked, timers } of deps.dueIn(partition, until)) {
    await releaseParked(deps, parked);
    await Promise.all(timers.map((timer) => ring(deps, timer)));
    if (signal.aborted) return;
  }
}

async function releaseParked(deps: ReleaseDeps, parked: readonly ParkedDelivery[]): Promise<void> {
  const now = deps.now();
  const retries = parked.filter(({ reason }) => reason === 'retry');
  await sendOn(
    deps,
    retries.map((delivery) => ({ delivery, delaySeconds: secondsUntil(delivery.due_at, now) })),
  );
  const lapsed = parked.filter(
    ({ reason, due_at }) => reason !== 'retry' && due_at <= now.toISOString(),
  );
  await Promise.all(lapsed.map((delivery) => giveUp(deps, delivery, 'expired')));
}

function ring(deps: ReleaseDeps, timer: Timer): Promise<void> {
  switch (timer.task) {
    case 'release':
      return releaseDestination(deps, timer);
    case 'probe':
      return probeDestination(deps, timer);
  }
}

const secondsUntil = (instant: string, now: Date): number => {
  const seconds = Math.ceil((new Date(instant).getTime() - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
};
