import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { deliveryMessage } from '../events/delivery-message.ts';
import type { Event } from '../events/event.ts';
import type { EventLog } from '../events/event-log.dynamo.ts';
import type { Published } from '../events/publishing.ts';
import type { Publication } from '../events/read-event.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import type { Send } from '../runtime/queue.sqs.ts';
import { wants } from './match.ts';

/** What publishing needs. */
export interface PublishDeps {
  readonly destinations: DestinationStore;
  readonly events: EventLog;
  /** The destinations that an event has been tried at. */
  readonly destinationsTried: (tenantId: string, eventId: string) => Promise<ReadonlySet<string>>;
  /** Sends to the delivery queue. */
  readonly send: Send;
  readonly now: () => Date;
}

/**
 * Publishes an event, by whichever door it came: match, record, queue. Resolves when every delivery
 * is in the queue. What was interrupted is made good by publishing again: a duplicate is queued,
 * from the event that was recorded, for each of its destinations that has not been tried yet.
 */
export async function publish(deps: PublishDeps, publication: Publication): Promise<Published> {
  const { event } = publication;
  const destinationIds = await matching(deps, publication);
  const recorded =
    destinationIds.length > 0 && (await deps.events.record(event, destinationIds, deps.now()));
  const published =
    destinationIds.length === 0 || recorded
      ? await queued(deps, event, destinationIds)
      : await queuedAgain(deps, event);
  tell(event, published);
  return published;
}

async function matching(
  { destinations }: PublishDeps,
  publication: Publication,
): Promise<string[]> {
  const holdings = await destinations.holdingsOf(publication.event.tenant_id);
  const matches = holdings?.destinations.filter((destination) => wants(destination, publication));
  return matches?.map(({ id }) => id) ?? [];
}

async function queued(
  { send }: PublishDeps,
  event: Event,
  destinationIds: readonly string[],
): Promise<Published> {
  await sendDeliveries(send, event, destinationIds);
  return { duplicate: false, destination_ids: destinationIds };
}

async function queuedAgain(deps: PublishDeps, { tenant_id, id }: Event): Promise<Published> {
  const recorded = await deps.events.find(tenant_id, id);
  if (!recorded) throw new Error(`event ${id} was recorded and is gone`);
  const { destination_ids, position: _position, ...event } = recorded;
  const tried = await deps.destinationsTried(tenant_id, id);
  const untried = destination_ids.filter((destinationId) => !tried.has(destinationId));
  await sendDeliveries(deps.send, event, untried);
  return { duplicate: true, destination_ids };
}

async function sendDeliveries(
  send: Send,
  event: Event,
  destinationIds: readonly string[],
): Promise<void> {
  const deliveries = destinationIds.map((destination_id) =>
    deliveryMessage({ destination_id, attempt_number: 1, manual: false, event }),
  );
  await send(deliveries);
  count('DeliveriesQueued', deliveries.length);
}

function tell({ tenant_id, id, topic }: Event, { duplicate, destination_ids }: Published): void {
  count(duplicate ? 'EventsDuplicate' : 'EventsPublished');
  logger.info('published', {
    tenant_id,
    event_id: id,
    topic,
    duplicate,
    destinations: destination_ids.length,
  });
}
