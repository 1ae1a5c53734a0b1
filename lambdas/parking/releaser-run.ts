import pLimit from 'p-limit';
import type { Destination } from '../destinations/destination.ts';
import { isDeletedFor } from '../destinations/destination-state.ts';
import { logger } from '../platform/aws/logger.ts';
import { secondsAfter } from '../platform/json/timestamps.ts';
import { delayUntil } from '../platform/sqs/queue.sqs.ts';
import { expire } from './expire.ts';
import type { ParkedDelivery } from './parked-delivery.ts';
import {
  type AwaitProbesDeps,
  awaitProbes,
  type ProbeDeps,
  probeDestination,
} from './probe-destination.ts';
import {
  type ReleaseDestinationDeps,
  type Run,
  releaseDestination,
} from './release-destination.ts';
import { requeue } from './requeue.ts';
import { duePartitions, releaseTimer, type Timer } from './timer.ts';
import type { Due } from './timers.dynamo.ts';
import { WatchBudget, type WatchDeps, watchDestinations } from './watch-destinations.ts';

/** Dependencies of {@link runReleaser}. */
export interface ReleaseDeps extends ReleaseDestinationDeps, ProbeDeps, AwaitProbesDeps, WatchDeps {
  /** Yields the items of one partition that are due until `until`, earliest first. */
  readonly dueIn: (partition: string, until: string) => AsyncGenerator<Due>;
}

/**
 * The releaser runs every minute and looks further ahead than that, so that a retry is in the queue
 * before its due time. SQS delays it to the second.
 */
const LOOK_AHEAD_SECONDS = 75;

/**
 * Number of concurrent batches, both for due items and for the deliveries of recovered destinations.
 * The separate limits keep either from waiting for the other, and few events are in memory.
 */
const CONCURRENT_BATCHES = 2;

/**
 * Runs the releaser once. It queues the retries that are due soon, expires deliveries that were parked for
 * too long, and processes the timers of destinations, the daily checks last. If a probe succeeds, the same
 * run releases the deliveries parked for that destination. When `signal` aborts the run, the next run
 * continues.
 */
export async function runReleaser(deps: ReleaseDeps, signal: AbortSignal): Promise<void> {
  const errors: unknown[] = [];
  const collectErrors = (work: Promise<void>) => work.catch((error) => void errors.push(error));
  const dueItems = { signal, limit: pLimit(CONCURRENT_BATCHES) };
  const releasing = { signal, limit: pLimit(CONCURRENT_BATCHES) };
  const releases: Promise<unknown>[] = [];
  const release = (timer: Timer) =>
    releases.push(collectErrors(releaseDestination(deps, timer, releasing)));
  const probed: Destination[] = [];
  const work = {
    collectErrors,
    release,
    probed: (destination: Destination) => probed.push(destination),
    watches: new WatchBudget(),
  };
  const until = secondsAfter(deps.now(), LOOK_AHEAD_SECONDS);
  await Promise.all(
    duePartitions().map((partition) =>
      collectErrors(processPartition(deps, partition, until, dueItems, work)),
    ),
  );
  const releaseRecovered = (destination: Destination) =>
    release(releaseTimer(destination, deps.now()));
  await collectErrors(awaitProbes(deps, probed, releaseRecovered, signal));
  await Promise.all(releases);
  for (const error of errors)
    logger.error('releaser did not complete its work; the next run continues', { error });
  if (errors.length > 0) throw new Error(`releaser run incomplete; errors: ${errors.length}`);
}

/** Callbacks for what a partition contains. */
interface DueWork {
  /** Runs work whose failure must not delay other work. */
  readonly collectErrors: (work: Promise<void>) => Promise<void>;
  /** Called with the timer of a destination whose parked deliveries are due. */
  readonly release: (timer: Timer) => void;
  /** Called with each blocked destination that is probed. */
  readonly probed: (destination: Destination) => void;
  /** Limits the daily checks. */
  readonly watches: WatchBudget;
}

/**
 * Processes the due items of a partition.
 *
 * @throws Error when the run times out first. If this repeats, the function needs a longer timeout or
 *   more memory.
 */
async function processPartition(
  deps: ReleaseDeps,
  partition: string,
  until: string,
  { signal, limit }: Run,
  work: DueWork,
): Promise<void> {
  for await (const { parked, timers } of deps.dueIn(partition, until)) {
    if (signal.aborted) throw new Error('releaser timed out before processing all due items');
    timers.filter(({ task }) => task === 'release').forEach(work.release);
    const probes = timers.filter(({ task }) => task === 'probe');
    const probed = await Promise.all(probes.map((timer) => probeDestination(deps, timer)));
    for (const destination of probed) if (destination) work.probed(destination);
    await work.collectErrors(limit(releaseParked, deps, parked));
    const watches = timers.filter(({ task }) => task === 'watch');
    await watchDestinations(deps, work.watches.take(watches));
  }
}

async function releaseParked(deps: ReleaseDeps, parked: readonly ParkedDelivery[]): Promise<void> {
  const now = deps.now();
  const retries = parked.filter(({ reason }) => reason === 'retry');
  await requeue(
    deps,
    retries.map((delivery) => ({ delivery, delaySeconds: delayUntil(delivery.due_at, now) })),
  );
  const expired = parked.filter(
    ({ reason, due_at }) => reason !== 'retry' && due_at <= now.toISOString(),
  );
  await Promise.all(expired.map((delivery) => expireParked(deps, delivery)));
}

async function expireParked(deps: ReleaseDeps, delivery: ParkedDelivery): Promise<void> {
  const destination = await deps.destinations.find(delivery.tenant_id, delivery.destination_id);
  const code = isDeletedFor(destination, delivery) ? 'destination_deleted' : 'expired';
  await expire(deps, delivery, code);
}
