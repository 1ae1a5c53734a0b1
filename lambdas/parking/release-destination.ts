import type { LimitFunction } from 'p-limit';
import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { READ_AT_ONCE } from '../events/event-log.dynamo.ts';
import { chunksOf } from '../runtime/chunks.ts';
import { logger } from '../runtime/logger.ts';
import type { PlaceInLot } from './parking-lot.dynamo.ts';
import { type SendOnDeps, sendOn } from './send-on.ts';
import { secondsAfter, type Timer } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** What releasing what is parked for a destination needs. */
export interface ReleaseDestinationDeps extends SendOnDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Deliveries a second that are released for one destination, from 1. */
  readonly releaseRate: number;
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

/** Whether deliveries at a destination are made, and not parked. */
export const isOpen = (destination: Destination | undefined): boolean =>
  destination !== undefined &&
  destination.deleted_at === undefined &&
  destination.disabled_at === null &&
  destination.blocked === undefined;

/**
 * Sends on what is parked for a destination that has come back, oldest event first, a minute's worth
 * at a time, with other destinations by turns.
 */
export async function releaseDestination(
  deps: ReleaseDestinationDeps,
  timer: Timer,
  { signal, inTurn }: Run,
): Promise<void> {
  const { tenant_id, destination_id } = timer;
  const most = deps.releaseRate * RUN_SECONDS;
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
  { tenant_id: tenantId, destination_id: destinationId }: Timer,
  before: Progress,
  signal: AbortSignal,
): Promise<Progress> {
  const { parking, destinations, releaseRate } = deps;
  if (signal.aborted) return before;
  // Its coming back sets the timer again.
  if (!isOpen(await destinations.find(tenantId, destinationId))) return { ...before, more: false };
  const page = await parking.waitingFor({ tenantId, destinationId }, PAGE, before.next);
  const left = releaseRate * RUN_SECONDS - before.released;
  const releases = page.deliveries.slice(0, left).map((delivery, place) => ({
    delivery,
    delaySeconds: Math.floor((before.released + place) / releaseRate),
  }));
  for (const batch of chunksOf(releases, READ_AT_ONCE)) {
    if (signal.aborted) break;
    await sendOn(deps, batch);
  }
  const more = page.next !== undefined || page.deliveries.length > left;
  return { released: before.released + releases.length, next: page.next, more };
}
