import type { LimitFunction } from 'p-limit';
import { acceptsDeliveries, isDeletedFor } from '../destinations/destination-state.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { chunksOf } from '../platform/chunks.ts';
import { secondsAfter } from '../platform/json/timestamps.ts';
import { expire } from './expire.ts';
import type { PlaceInLot } from './parking-lot.dynamo.ts';
import { type Release, type RequeueDeps, requeue } from './requeue.ts';
import { RUN_SECONDS, type Timer } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** Dependencies of {@link releaseDestination}. */
export interface ReleaseDestinationDeps extends RequeueDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Deliveries released per second for one destination; at least 1. */
  readonly releaseRatePerDestination: number;
}

/** A run of the releaser. */
export interface Run {
  /** Aborts the run. */
  readonly signal: AbortSignal;
  /** Limits the number of concurrent batches. */
  readonly limit: LimitFunction;
}

/** The progress of a run at a destination. */
interface Progress {
  readonly released: number;
  readonly next: PlaceInLot | undefined;
  /** Whether deliveries remain to be released. */
  readonly more: boolean;
}

/**
 * Parked deliveries of a destination that are read before the next destination is served. Those that
 * wait for a retry are skipped, and there may be many of them.
 */
const PAGE_SIZE = 1_000;

/**
 * Requeues the deliveries parked for a destination that accepts deliveries again, oldest event first.
 * One run releases at most 60 seconds' worth, in pages that alternate with other destinations.
 * Deliveries parked for a deleted destination expire, even when a new destination has its id.
 */
export async function releaseDestination(
  deps: ReleaseDestinationDeps,
  timer: Timer,
  { signal, limit }: Run,
): Promise<void> {
  const { tenant_id, destination_id } = timer;
  const maxDeliveries = deps.releaseRatePerDestination * RUN_SECONDS;
  let progress: Progress = { released: 0, next: undefined, more: true };
  while (progress.more && progress.released < maxDeliveries) {
    progress = await limit(releasePage, deps, timer, progress, signal);
    if (signal.aborted) return;
  }
  logger.info('parked deliveries released', {
    tenant_id,
    destination_id,
    deliveries: progress.released,
  });
  if (!progress.more) return deps.timers.remove(timer);
  const due_at = secondsAfter(deps.now(), RUN_SECONDS);
  await deps.timers.set({ ...timer, due_at, runs: timer.runs + 1 });
}

async function releasePage(
  deps: ReleaseDestinationDeps,
  timer: Timer,
  before: Progress,
  signal: AbortSignal,
): Promise<Progress> {
  const { parking, destinations, releaseRatePerDestination } = deps;
  const { tenant_id: tenantId, destination_id: destinationId } = timer;
  if (signal.aborted) return before;
  const destination = await destinations.find(tenantId, destinationId);
  // Unblocking or enabling the destination sets the timer again.
  if (!acceptsDeliveries(destination) && !isDeletedFor(destination, timer))
    return { ...before, more: false };
  const page = await parking.listWaiting({ tenantId, destinationId }, PAGE_SIZE, before.next);
  const remaining = releaseRatePerDestination * RUN_SECONDS - before.released;
  const ready = page.deliveries.filter(
    (delivery) => acceptsDeliveries(destination) || isDeletedFor(destination, delivery),
  );
  const releases = ready.slice(0, remaining).map((delivery, index) => ({
    delivery,
    delaySeconds: Math.floor((before.released + index) / releaseRatePerDestination),
  }));
  const isUndeliverable = ({ delivery }: Release) => isDeletedFor(destination, delivery);
  const deliverable = releases.filter((release) => !isUndeliverable(release));
  for (const batch of chunksOf(deliverable, READ_AT_ONCE)) {
    if (signal.aborted) return before;
    await requeue(deps, batch);
  }
  // Last, because an expiry fails if its operator event cannot be queued.
  for (const batch of chunksOf(releases.filter(isUndeliverable), READ_AT_ONCE)) {
    if (signal.aborted) return before;
    await Promise.all(batch.map(({ delivery }) => expire(deps, delivery, 'destination_deleted')));
  }
  const more = page.next !== undefined || ready.length > remaining;
  return { released: before.released + releases.length, next: page.next, more };
}
