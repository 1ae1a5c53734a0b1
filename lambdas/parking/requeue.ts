import { deliveryMessage } from '../events/delivery-message.ts';
import {
  type EventStore,
  eventIn,
  keyOfEvent,
  type RecordedEvent,
} from '../events/event-store.dynamo.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type ExpireDeps, expire } from './expire.ts';
import type { ParkedDelivery } from './parked-delivery.ts';

/** What sending on needs. */
export interface RequeueDeps extends ExpireDeps {
  readonly events: EventStore;
  /** Sends to the delivery queue. */
  readonly send: Send;
}

/** A parked delivery, and the seconds until it is to be made: 0 to SQS's longest delay. */
export interface Release {
  readonly delivery: ParkedDelivery;
  readonly delaySeconds: number;
}

/**
 * Puts parked deliveries into the delivery queue, and then takes them away: one that is cut short in
 * between is sent twice, and an attempt that has been recorded is not made again.
 *
 * @param releases so few that their events fit the memory together
 */
export async function requeue(deps: RequeueDeps, releases: readonly Release[]): Promise<void> {
  if (releases.length === 0) return;
  const events = await deps.events.at(releases.map(({ delivery }) => keyOfEvent(delivery)));
  const found = releases.flatMap((release, place) => {
    const recorded = events[place];
    return recorded ? [{ ...release, recorded }] : [];
  });
  await deps.send(found.map(messageOf));
  await Promise.all(found.map(({ delivery }) => deps.parking.remove(delivery)));
  count('DeliveriesReleased', found.length);
  const lost = releases.filter((_, place) => events[place] === undefined);
  await Promise.all(lost.map(({ delivery }) => expire(deps, delivery, 'event_expired')));
}

function messageOf({ delivery, delaySeconds, recorded }: Release & { recorded: RecordedEvent }) {
  const { destination_id, incarnation, attempt_number, manual, matched } = delivery;
  const event = eventIn(recorded);
  const same = { destination_id, incarnation, attempt_number, manual, matched };
  return {
    ...deliveryMessage({ ...same, event, released: true }),
    delaySeconds,
  };
}
