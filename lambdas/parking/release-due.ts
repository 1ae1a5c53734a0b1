import pLimit from 'p-limit';
import { logger } from '../runtime/logger.ts';
import { LONGEST_DELAY_SECONDS } from '../runtime/queue.sqs.ts';
import { duePartitions } from './due.ts';
import type { Due } from './due-items.dynamo.ts';
import { giveUp } from './give-up.ts';
import type { ParkedDelivery } from './parked-delivery.ts';
import { type ProbeDeps, probeDestination } from './probe-destination.ts';
import {
  type ReleaseDestinationDeps,
  type Run,
  releaseDestination,
} from './release-destination.ts';
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
 * So many partitions, or destinations, are seen to at once. It bounds the memory: each has the events
 * of some deliveries in hand.
 */
const AT_ONCE = 4;

/**
 * One run of the releaser: retries that are due soon go into the delivery queue, what was parked for
 * too long is given up, destinations are probed, and then, because it has no fixed time, what is parked
 * for those that have come back is sent on. What `signal` leaves undone, the next run does.
 */
export async function releaseDue(deps: ReleaseDeps, signal: AbortSignal): Promise<void> {
  const run: Run = { signal, inTurn: pLimit(AT_ONCE) };
  const until = secondsAfter(deps.now(), LOOK_AHEAD_SECONDS);
  const walks = await Promise.allSettled(
    duePartitions().map((partition) => run.inTurn(walk, deps, partition, until, signal)),
  );
  const timers = walks.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  const releases = await Promise.allSettled(
    timers.toSorted(byTime).map((timer) => releaseDestination(deps, timer, run)),
  );
  const faults = [...walks, ...releases].flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  for (const error of faults) logger.error('not all was released', { error });
  if (faults.length > 0) throw new Error(`not all was released; faults: ${faults.length}`);
}

/** Sees to what is due in a partition, but for the timers of destinations to release, which it returns. */
async function walk(
  deps: ReleaseDeps,
  partition: string,
  until: string,
  signal: AbortSignal,
): Promise<Timer[]> {
  const toRelease: Timer[] = [];
  for await (const { parked, timers } of deps.dueIn(partition, until)) {
    await releaseParked(deps, parked);
    const { probe = [], release = [] } = Object.groupBy(timers, ({ task }) => task);
    await Promise.all(probe.map((timer) => probeDestination(deps, timer)));
    toRelease.push(...release);
    if (signal.aborted) break;
  }
  return toRelease;
}

const byTime = (one: Timer, other: Timer): number => (one.due_at < other.due_at ? -1 : 1);

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

const secondsUntil = (instant: string, now: Date): number => {
  const seconds = Math.ceil((new Date(instant).getTime() - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
};
