import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { logger } from '../runtime/logger.ts';
import type { ParkedDelivery } from './parked-delivery.ts';
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

/** The releaser runs every minute. */
const RUN_SECONDS = 60;
/** Deliveries whose events are read together. */
const AT_ONCE = 100;

/** Whether deliveries at a destination are made, and not parked. */
export const isOpen = (destination: Destination | undefined): boolean =>
  destination !== undefined &&
  destination.deleted_at === undefined &&
  destination.disabled_at === null &&
  destination.blocked === undefined;

/**
 * Sends on what is parked for a destination that has come back, oldest event first, a minute's worth
 * at a time.
 */
export async function releaseDestination(
  deps: ReleaseDestinationDeps,
  timer: Timer,
): Promise<void> {
  const { parking, timers, destinations, releaseRate, now } = deps;
  const { tenant_id, destination_id, runs } = timer;
  // Its coming back sets the timer again.
  if (!isOpen(await destinations.find(tenant_id, destination_id))) return timers.remove(timer);
  const most = releaseRate * RUN_SECONDS;
  const waiting = await parking.waitingFor(tenant_id, destination_id, most);
  await sendEvenly(deps, waiting);
  logger.info('released', { tenant_id, destination_id, deliveries: waiting.length });
  if (waiting.length < most) return timers.remove(timer);
  await timers.set({ ...timer, due_at: secondsAfter(now(), RUN_SECONDS), runs: runs + 1 });
}

async function sendEvenly(
  deps: ReleaseDestinationDeps,
  waiting: readonly ParkedDelivery[],
): Promise<void> {
  for (let start = 0; start < waiting.length; start += AT_ONCE) {
    const releases = waiting.slice(start, start + AT_ONCE).map((delivery, place) => ({
      delivery,
      delaySeconds: Math.floor((start + place) / deps.releaseRate),
    }));
    await sendOn(deps, releases);
  }
}
