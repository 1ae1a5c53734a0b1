import type { Destination } from '../destinations/destination.ts';
import {
  acceptsDeliveries,
  isAwaitingProof,
  isLive,
  isProbed,
} from '../destinations/destination-state.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { AnyDelivery, BatchFacts } from '../events/delivery-message.ts';
import type { DeliveryName, ParkedReason } from '../parking/parked-delivery.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { probeTimer, releaseTimer } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { SECONDS_PER_DAY, secondsAfter } from '../platform/json/timestamps.ts';

/** Dependencies of parking. */
export interface ParkDeps {
  readonly parking: ParkingLot;
  readonly timers: Timers;
  readonly destinations: DestinationStore;
  /** Days a delivery stays parked for a destination that does not recover. */
  readonly parkedRetentionDays: number;
  readonly now: () => Date;
}

/** Parks a delivery until its retry, `seconds` from now. */
export const parkRetry = (
  deps: ParkDeps,
  delivery: AnyDelivery,
  destination: Destination,
  seconds: number,
): Promise<void> => park(deps, delivery, destination, 'retry', seconds);

/** Parks a delivery until its destination accepts deliveries. */
export async function parkForDestination(
  deps: ParkDeps,
  delivery: AnyDelivery,
  destination: Destination,
): Promise<void> {
  await park(
    deps,
    delivery,
    destination,
    parkedReason(destination),
    deps.parkedRetentionDays * SECONDS_PER_DAY,
  );
  await ensureReleaseScheduled(deps, destination);
}

const parkedReason = (destination: Destination): ParkedReason => {
  if (destination.disabled_at !== null) return 'disabled';
  return isAwaitingProof(destination) ? 'verification_pending' : 'blocked';
};

/**
 * Removes the parked delivery with this or an earlier attempt number, because the attempt was made without
 * it.
 */
export const unpark = ({ parking }: ParkDeps, delivery: AnyDelivery): Promise<void> =>
  parking.unpark(deliveryName(delivery), delivery.attempt_number);

const deliveryName = ({ event, destination_id, incarnation }: AnyDelivery): DeliveryName => ({
  tenant_id: event.tenant_id,
  tenant_incarnation: event.tenant_incarnation,
  destination_id,
  incarnation,
  event_id: event.id,
  event_time: event.time,
});

/** Keeps only the facts: the batch of a delivery also has its events. */
const batchFacts = ({
  log,
  first,
  last,
  partition,
  cut,
  events,
  bytes,
}: BatchFacts): BatchFacts => ({
  log,
  first,
  last,
  partition,
  cut,
  events,
  bytes,
});

/**
 * Ensures that a timer will release the parked delivery. The destination may have been unblocked,
 * enabled or deleted, and its parked deliveries released, before this delivery was parked. Or the run
 * that blocked the destination may have been interrupted before it set the probe timer.
 */
async function ensureReleaseScheduled(
  { destinations, timers, now }: ParkDeps,
  destination: Destination,
): Promise<void> {
  const current = await destinations.findOnly(destination);
  if (!isLive(current) || acceptsDeliveries(current))
    await timers.set(releaseTimer(destination, now()));
  else if (isProbed(current)) await timers.ensure(probeTimer(destination, now()));
}

async function park(
  { parking, now }: ParkDeps,
  delivery: AnyDelivery,
  { type }: Destination,
  reason: ParkedReason,
  seconds: number,
): Promise<void> {
  const parkedAt = now();
  const { event, attempt_number, manual, matched } = delivery;
  const name = deliveryName(delivery);
  await parking.park({
    ...name,
    destination_type: type,
    topic: event.topic,
    attempt_number,
    manual,
    matched,
    reason,
    ...('batch' in delivery && { batch: batchFacts(delivery.batch) }),
    parked_at: parkedAt.toISOString(),
    due_at: secondsAfter(parkedAt, seconds),
  });
  count('DeliveriesParked');
  const { tenant_id, destination_id, event_id } = name;
  logger.info('delivery parked', { tenant_id, destination_id, event_id, attempt_number, reason });
}
