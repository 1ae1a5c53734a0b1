import {
  type BatchRef,
  batchDeliveryMessage,
  deliveryMessage,
} from '../events/delivery-message.ts';
import { keyOfEvent } from '../events/event-item.dynamo.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import { type RecordedEvent, toStoredEvent } from '../events/recorded-event.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type ExpireDeps, expire } from './expire.ts';
import type { ParkedDelivery } from './parked-delivery.ts';

/** Dependencies of {@link requeue}. */
export interface RequeueDeps extends ExpireDeps {
  readonly events: EventStore;
  /** Whether the log of a batch is still stored. It outlives all events of the batch. */
  readonly hasBatch: (batch: BatchRef) => Promise<boolean>;
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** Sends to the batch delivery queue. */
  readonly sendBatches: Send;
}

/** A parked delivery and its delay, in seconds: 0 to SQS's maximum delay. */
export interface Release {
  readonly delivery: ParkedDelivery;
  readonly delaySeconds: number;
}

/**
 * Sends parked deliveries to the delivery queue, then removes them. An interruption in between sends a
 * delivery twice, but a recorded attempt is not made again. A delivery whose event or batch is no longer in
 * the event store expires.
 *
 * @param releases few enough for all their events to fit in memory
 */
export async function requeue(deps: RequeueDeps, releases: readonly Release[]): Promise<void> {
  await Promise.all([
    requeueBatches(
      deps,
      releases.filter(({ delivery }) => delivery.batch),
    ),
    requeueEvents(
      deps,
      releases.filter(({ delivery }) => !delivery.batch),
    ),
  ]);
}

/** The events of a batch are read when it is delivered. */
async function requeueBatches(deps: RequeueDeps, releases: readonly Release[]): Promise<void> {
  if (releases.length === 0) return;
  const exist = await Promise.all(
    releases.map(({ delivery: { batch } }) => batch && deps.hasBatch(batch)),
  );
  const stored = releases.filter((_, index) => exist[index]);
  await deps.sendBatches(stored.flatMap(toBatchMessage));
  await Promise.all(stored.map(({ delivery }) => deps.parking.remove(delivery)));
  count('DeliveriesReleased', stored.length);
  const withoutBatch = releases.filter((_, index) => !exist[index]);
  await Promise.all(withoutBatch.map(({ delivery }) => expire(deps, delivery, 'event_expired')));
}

async function requeueEvents(deps: RequeueDeps, releases: readonly Release[]): Promise<void> {
  if (releases.length === 0) return;
  const events = await deps.events.getAll(releases.map(({ delivery }) => keyOfEvent(delivery)));
  const matching = releases.flatMap((release, index) => {
    const event = events[index];
    return event ? [{ ...release, recorded: event }] : [];
  });
  await deps.send(matching.map(toMessage));
  await Promise.all(matching.map(({ delivery }) => deps.parking.remove(delivery)));
  count('DeliveriesReleased', matching.length);
  const withoutEvent = releases.filter((_, index) => events[index] === undefined);
  await Promise.all(withoutEvent.map(({ delivery }) => expire(deps, delivery, 'event_expired')));
}

function toBatchMessage({ delivery, delaySeconds }: Release) {
  const { tenant_id, tenant_incarnation, destination_id, incarnation, batch } = delivery;
  if (!batch) return [];
  const { log, first, last } = batch;
  const message = batchDeliveryMessage({
    tenant_id,
    tenant_incarnation,
    destination_id,
    incarnation,
    attempt_number: delivery.attempt_number,
    manual: delivery.manual,
    batch: { log, first, last },
    released: true,
  });
  return [{ ...message, delaySeconds }];
}

function toMessage({ delivery, delaySeconds, recorded }: Release & { recorded: RecordedEvent }) {
  const { destination_id, incarnation, attempt_number, manual, matched } = delivery;
  const event = toStoredEvent(recorded);
  const same = { destination_id, incarnation, attempt_number, manual, matched };
  return {
    ...deliveryMessage({ ...same, event, released: true }),
    delaySeconds,
  };
}
