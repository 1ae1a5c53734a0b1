import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { Delivery } from '../events/delivery-message.ts';
import type { DeliveryName, ParkedReason } from '../parking/parked-delivery.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { isGone, isOpen } from '../parking/release-destination.ts';
import { probeTimer, releaseTimer, secondsAfter } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** What parking needs. */
export interface ParkDeps {
  readonly parking: ParkingLot;
  readonly timers: Timers;
  readonly destinations: DestinationStore;
  /** Days a delivery stays parked for a destination that does not come back. */
  readonly parkedRetentionDays: number;
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
  await park(deps, delivery, destination, reason, deps.parkedRetentionDays * SECONDS_A_DAY);
  await makeSure(deps, destination);
}

/** Takes away what is parked of a delivery up to this attempt, which has been made by other means. */
export const unpark = ({ parking }: ParkDeps, delivery: Delivery): Promise<void> =>
  parking.unpark(nameOf(delivery), delivery.attempt_number);

const nameOf = ({ event, destination_id, incarnation }: Delivery): DeliveryName => ({
  tenant_id: event.tenant_id,
  tenant_incarnation: event.tenant_incarnation,
  destination_id,
  incarnation,
  event_id: event.id,
  event_time: event.time,
});

/**
 * The destination may have come back, or gone, while the delivery was on its way here, and what was
 * parked by then been released; or the run that blocked it been cut short before it set the timer.
 */
async function makeSure(
  { destinations, timers, now }: ParkDeps,
  destination: Destination,
): Promise<void> {
  const present = await destinations.findOnly(destination);
  if (isGone(present) || isOpen(present)) await timers.set(releaseTimer(destination, now()));
  else if (present?.blocked) await timers.ensure(probeTimer(destination, now()));
}

async function park(
  { parking, now }: ParkDeps,
  delivery: Delivery,
  { type }: Destination,
  reason: ParkedReason,
  seconds: number,
): Promise<void> {
  const at = now();
  const { event, attempt_number, manual, matched } = delivery;
  const name = nameOf(delivery);
  await parking.park({
    ...name,
    destination_type: type,
    topic: event.topic,
    attempt_number,
    manual,
    matched,
    reason,
    parked_at: at.toISOString(),
    due_at: secondsAfter(at, seconds),
  });
  count('DeliveriesParked');
  const { tenant_id, destination_id, event_id } = name;
  logger.info('parked', { tenant_id, destination_id, event_id, attempt_number, reason });
}
