import pLimit from 'p-limit';
import type { Destination } from '../destinations/destination.ts';
import { logger } from '../platform/aws/logger.ts';
import { LONGEST_DELAY_SECONDS } from '../platform/sqs/queue.sqs.ts';
import { type AwaitProbesDeps, awaitProbes } from './await-probes.ts';
import type { Due } from './due-index.dynamo.ts';
import { duePartitions } from './due-index.ts';
import { expire } from './expire.ts';
import type { ParkedDelivery } from './parked-delivery.ts';
import { type ProbeDeps, probeDestination } from './probe-destination.ts';
import {
  isGoneFor,
  type ReleaseDestinationDeps,
  type Run,
  releaseDestination,
} from './release-destination.ts';
import { requeue } from './requeue.ts';
import { releaseTimer, secondsAfter, type Timer } from './timer.ts';

/** What a run of the releaser needs. */
export interface ReleaseDeps extends ReleaseDestinationDeps, ProbeDeps, AwaitProbesDeps {
  /** What falls due in one partition up to a moment, earliest first. */
  readonly dueIn: (partition: string, until: string) => AsyncGenerator<Due>;
}

/**
 * The releaser runs every minute and looks a little further ahead, so that a retry is in the queue
 * before its time; SQS delays it to the second.
 */
const LOOK_AHEAD_SECONDS = 75;

/**
 * Of what is due in the partitions, and of what is parked for destinations that have come back, so many
 * batches are sent on at once: neither waits for the other, and few events are in memory.
 */
const BATCHES_AT_ONCE = 2;

/**
 * One run of the releaser: retries that are due soon go into the delivery queue, what was parked for
 * too long is given up, and the timers of destinations are seen to. Blocked destinations that its
 * probes find to work get what was parked for them in the same run. What `signal` leaves undone, the
 * next run does.
 */
export async function runReleaser(deps: ReleaseDeps, signal: AbortSignal): Promise<void> {
  const faults: unknown[] = [];
  const noted = (work: Promise<void>) => work.catch((error) => void faults.push(error));
  const walking = { signal, inTurn: pLimit(BATCHES_AT_ONCE) };
  const releasing = { signal, inTurn: pLimit(BATCHES_AT_ONCE) };
  const releases: Promise<unknown>[] = [];
  const release = (timer: Timer) =>
    releases.push(noted(releaseDestination(deps, timer, releasing)));
  const probed: Destination[] = [];
  const told = { release, probed: (destination: Destination) => probed.push(destination) };
  const until = secondsAfter(deps.now(), LOOK_AHEAD_SECONDS);
  await Promise.all(
    duePartitions().map((partition) =>
      noted(processPartition(deps, partition, until, walking, told)),
    ),
  );
  const reopened = (destination: Destination) => release(releaseTimer(destination, deps.now()));
  await noted(awaitProbes(deps, probed, reopened, signal));
  await Promise.all(releases);
  for (const error of faults) logger.error('not all was released', { error });
  if (faults.length > 0) throw new Error(`not all was released; faults: ${faults.length}`);
}

/** Whom a walk tells what it finds. */
interface Told {
  /** Of destinations that have come back. */
  readonly release: (timer: Timer) => void;
  /** Of blocked destinations that are probed. */
  readonly probed: (destination: Destination) => void;
}

/**
 * Sees to what is due in a partition.
 *
 * @throws Error when time is over before: again and again, and somebody must give the function more of
 *   it, or more memory
 */
async function processPartition(
  deps: ReleaseDeps,
  partition: string,
  until: string,
  { signal, inTurn }: Run,
  told: Told,
): Promise<void> {
  for await (const { parked, timers } of deps.dueIn(partition, until)) {
    if (signal.aborted) throw new Error('time was over before all was seen to that is due');
    timers.filter(({ task }) => task === 'release').forEach(told.release);
    const probes = timers.filter(({ task }) => task === 'probe');
    const probed = await Promise.all(probes.map((timer) => probeDestination(deps, timer)));
    for (const destination of probed) if (destination) told.probed(destination);
    await inTurn(releaseParked, deps, parked);
  }
}

async function releaseParked(deps: ReleaseDeps, parked: readonly ParkedDelivery[]): Promise<void> {
  const now = deps.now();
  const retries = parked.filter(({ reason }) => reason === 'retry');
  await requeue(
    deps,
    retries.map((delivery) => ({ delivery, delaySeconds: secondsUntil(delivery.due_at, now) })),
  );
  const lapsed = parked.filter(
    ({ reason, due_at }) => reason !== 'retry' && due_at <= now.toISOString(),
  );
  await Promise.all(lapsed.map((delivery) => giveUpLapsed(deps, delivery)));
}

async function giveUpLapsed(deps: ReleaseDeps, delivery: ParkedDelivery): Promise<void> {
  const destination = await deps.destinations.find(delivery.tenant_id, delivery.destination_id);
  const code = isGoneFor(destination, delivery) ? 'destination_deleted' : 'expired';
  await expire(deps, delivery, code);
}

const secondsUntil = (instant: string, now: Date): number => {
  const seconds = Math.ceil((new Date(instant).getTime() - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
};
