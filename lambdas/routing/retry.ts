import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { deliveryMessage } from '../events/delivery-message.ts';
import type { EventLog, RecordedEvent } from '../events/event-log.dynamo.ts';
import { HttpFault } from '../runtime/http-fault.ts';
import type { Send } from '../runtime/queue.sqs.ts';
import { wants } from './match.ts';

/** What trying again by hand needs. */
export interface RetryDeps {
  readonly destinations: DestinationStore;
  readonly events: EventLog;
  /** The number of the last attempt recorded; 0 when there is none. */
  readonly lastAttempt: (event: RecordedEvent, destinationId: string) => Promise<number>;
  /** Sends to the delivery queue. */
  readonly send: Send;
}

/** What to try again. */
export interface RetryOrder {
  readonly event_id: string;
  readonly destination_id: string;
  /** Whose event it must be; undefined when any tenant's will do. */
  readonly tenant_id: string | undefined;
}

/**
 * Queues one more attempt at a delivery, now, numbered after the last one recorded. Automatic
 * retries go on from it, while the schedule has any left.
 *
 * @throws HttpFault 404 when there is no such event or destination, 400 when the destination is
 *   disabled or does not want the event
 */
export async function retry(deps: RetryDeps, order: RetryOrder): Promise<void> {
  const { recorded, destination } = await found(deps, order);
  if (destination.disabled_at !== null) {
    throw new HttpFault(400, 'destination is disabled', { error: 'destination_disabled' });
  }
  const { destination_ids: _matched, position: _position, ...event } = recorded;
  if (!wants(destination, { event, destination_id: undefined })) {
    throw new HttpFault(400, 'destination does not match event');
  }
  const attempt_number = (await deps.lastAttempt(recorded, destination.id)) + 1;
  const delivery = { destination_id: destination.id, attempt_number, manual: true, event };
  await deps.send([deliveryMessage(delivery)]);
}

/** Several tenants may have an event of one id; the one is meant that has the destination. */
async function found(
  deps: RetryDeps,
  { event_id, destination_id, tenant_id }: RetryOrder,
): Promise<{ recorded: RecordedEvent; destination: Destination }> {
  const events = (await deps.events.findAll(event_id)).filter(
    (event) => tenant_id === undefined || event.tenant_id === tenant_id,
  );
  if (events.length === 0) throw new HttpFault(404, 'event not found');
  for (const recorded of events) {
    const holdings = await deps.destinations.holdingsOf(recorded.tenant_id);
    const destination = holdings?.destinations.find(({ id }) => id === destination_id);
    if (destination) return { recorded, destination };
  }
  throw new HttpFault(404, 'destination not found');
}
