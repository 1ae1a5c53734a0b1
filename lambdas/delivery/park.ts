import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { Delivery } from '../events/delivery-message.ts';
import type { ParkedReason } from '../parking/parked-delivery.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { isOpen } from '../parking/release-destination.ts';
import { probeTimer, releaseTimer, secondsAfter } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { count } from '../runtime/counts.ts';
import { logger } from '../runtime/logger.ts';

/** What parking needs. */
export interface ParkDeps {
  readonly parking: ParkingLot;
  readonly timers: Timers;
  readonly destinations: DestinationStore;
  /** Days a delivery stays parked for a destination that does not come back. */
  readonly parkedDays: number;
  readonly now: () => Date;
}

const SECONDS_A_DAY = 86_400;

/** Parks a delivery until its retry, `seconds` from now. */
export const parkRetry = (
  deps: ParkDeps,
  delivery: Delivery,
  destination: Destination,
  seconds: number,
): Promise<void> => park(deps, delivery, destination, 'retry', seconds);

/** Parks a delivery until its destination, which is blocked or disabled, comes back. */
export async function parkForDestination(
  deps: ParkDeps,
  delivery: Delivery,
  destination: Destination,
): Promise<void> {
  const reason = destination.disabled_at === null ? 'blocked' : 'disabled';
  await park(deps, delivery, destination, reason, deps.parkedDays * SECONDS_A_DAY);
  await makeSure(deps, destination);
}

/** Takes away what is parked of a delivery up to this attempt, which has been made by other means. */
export const unpark = (
  { parking }: ParkDeps,
  { event, destination_id, attempt_number }: Delivery,
): Promise<void> =>
  parking.unpark(
    { tenant_id: event.tenant_id, destination_id, event_id: event.id, event_time: event.time },
    attempt_number,
  );

/**
 * The destination may have come back while the delivery was on its way here, and what was parked by
 * then been released; or the run that blocked it been cut short before it set the timer.
 */
async function makeSure(
  { destinations, timers, now }: ParkDeps,
  { tenant_id, id }: Destination,
): Promise<void> {
  const present = await destinations.find(tenant_id, id);
  if (isOpen(present)) await timers.set(releaseTimer(tenant_id, id, now()));
  else if (present?.blocked) await timers.ensure(probeTimer(tenant_id, id, now()));
}

async function park(
  { parking, now }: ParkDeps,
  { event, destination_id, attempt_number, manual, matched }: Delivery,
  { type }: Destination,
  reason: ParkedReason,
  seconds: number,
): Promise<void> {
  const at = now();
  const { tenant_id, id: event_id, time: event_time, topic } = event;
  await parking.park({
    tenant_id,
    destination_id,
    destination_type: type,
    event_id,
    event_time,
    topic,
    attempt_number,
    manual,
    matched,
    reason,
    parked_at: at.toISOString(),
    due_at: secondsAfter(at, seconds),
  });
  count('DeliveriesParked');
  logger.info('parked', { tenant_id, destination_id, event_id, attempt_number, reason });
}
