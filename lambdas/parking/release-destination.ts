import type { LimitFunction } from 'p-limit';
import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { chunksOf } from '../platform/json/chunks.ts';
import { expire } from './expire.ts';
import type { PlaceInLot } from './parking-lot.dynamo.ts';
import { type Release, type RequeueDeps, requeue } from './requeue.ts';
import { secondsAfter, type Timer } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** What releasing what is parked for a destination needs. */
export interface ReleaseDestinationDeps extends RequeueDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Deliveries a second that are released for one destination, from 1. */
  readonly releaseRatePerDestination: number;
}

/** A run of the releaser. */
export interface Run {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Has deliveries sent on, few at once. */
  readonly inTurn: LimitFunction;
}

/** How far a run has come with a destination. */
interface Progress {
  readonly released: number;
  readonly next: PlaceInLot | undefined;
  /** Whether there is more to release. */
  readonly more: boolean;
}

/** The releaser runs every minute. */
const RUN_SECONDS = 60;
/**
 * Parked deliveries of a destination that are looked at before it is another's turn. Those among them
 * that wait for a retry are passed over, and there may be very many.
 */
const PAGE = 1_000;

/** Whether a destination is deleted, or no longer on record. */
export const isGone = (destination: Destination | undefined): boolean =>
  destination === undefined || destination.deleted_at !== undefined;

/** Whether what is parked for a destination will never be made: it is not the one on record. */
export const isGoneFor = (
  destination: Destination | undefined,
  { incarnation }: { readonly incarnation?: Incarnation },
): boolean => isGone(destination) || destination?.incarnation !== incarnation;

/** Whether deliveries at a destination are made, and not parked. */
export const isOpen = (destination: Destination | undefined): boolean =>
  destination !== undefined &&
  !isGone(destination) &&
  destination.disabled_at === null &&
  destination.blocked === undefined;

/**
 * Sends on what is parked for a destination that has come back, oldest event first, a minute's worth
 * at a time, with other destinations by turns. What is parked for one that was deleted is given up,
 * also when another has its id by now.
 */
export async function releaseDestination(
  deps: ReleaseDestinationDeps,
  timer: Timer,
  { signal, inTurn }: Run,
): Promise<void> {
  const { tenant_id, destination_id } = timer;
  const most = deps.releaseRatePerDestination * RUN_SECONDS;
  let progress: Progress = { released: 0, next: undefined, more: true };
  while (progress.more && progress.released < most) {
    progress = await inTurn(releasePage, deps, timer, progress, signal);
    if (signal.aborted) return;
  }
  logger.info('released', { tenant_id, destination_id, deliveries: progress.released });
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
  // Its coming back sets the timer again.
  if (!isOpen(destination) && !isGoneFor(destination, timer)) return { ...before, more: false };
  const page = await parking.waitingFor({ tenantId, destinationId }, PAGE, before.next);
  const left = releaseRatePerDestination * RUN_SECONDS - before.released;
  const ready = page.deliveries.filter(
    (delivery) => isOpen(destination) || isGoneFor(destination, delivery),
  );
  const releases = ready.slice(0, left).map((delivery, place) => ({
    delivery,
    delaySeconds: Math.floor((before.released + place) / releaseRatePerDestination),
  }));
  for (const batch of chunksOf(releases, READ_AT_ONCE)) {
    if (signal.aborted) break;
    const isLost = ({ delivery }: Release) => isGoneFor(destination, delivery);
    await Promise.all(
      batch.filter(isLost).map(({ delivery }) => expire(deps, delivery, 'destination_deleted')),
    );
    await requeue(
      deps,
      batch.filter((release) => !isLost(release)),
    );
  }
  const more = page.next !== undefined || ready.length > left;
  return { released: before.released + releases.length, next: page.next, more };
}
