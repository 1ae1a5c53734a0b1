import type { Destination, DestinationRef } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { type Delivery, deliveryMessage, matchedOn } from '../events/delivery-message.ts';
import {
  type EventStore,
  eventIn,
  matchedIncarnation,
  type RecordedEvent,
} from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { matchesRecordedEvent } from '../publishing/match.ts';

/** What trying again by hand needs. */
export interface RetryDeps {
  readonly destinations: Pick<DestinationStore, 'loadTenant'>;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  /** The number of the last attempt recorded; 0 when there is none. */
  readonly lastAttempt: (event: RecordedEvent, destination: DestinationRef) => Promise<number>;
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** What is computed for each tenant's filters. */
  readonly work: WorkLimit;
}

/** What to try again. */
export interface RetryOrder {
  readonly event_id: string;
  readonly destination_id: string;
  /** Whose event it must be; undefined when any tenant's will do. */
  readonly tenant_id: string | undefined;
}

/**
 * Why a live destination is not sent an event again; `filter` when that takes too many steps to tell
 * whether it wants the event.
 */
export type RetryRefusal = 'destination_disabled' | 'no_match' | 'filter' | 'event_expired';

/** The event's data, which a filter must see, is in a bucket that is not connected to this stage. */
export interface DataUnavailable {
  readonly kind: 'data_unavailable';
  readonly bucket: string;
}

/** What became of an order to try again. */
export type RetryOutcome =
  | 'queued'
  | 'event_not_found'
  | 'destination_not_found'
  | RetryRefusal
  | DataUnavailable;

/**
 * Queues one more attempt at a delivery, now, numbered after the last one recorded. Automatic
 * retries go on from it, while the schedule has any left.
 */
export async function retry(deps: RetryDeps, order: RetryOrder): Promise<RetryOutcome> {
  const found = await deliveryIn(deps, order);
  if (typeof found === 'string') return found;
  const { recorded, destination } = found;
  const refusal = await refusalOf(deps, recorded, destination);
  if (refusal) return refusal;
  const attempt = (await deps.lastAttempt(recorded, destination)) + 1;
  await deps.send([manualDelivery(recorded, destination, attempt, { even_blocked: true })]);
  return 'queued';
}

/**
 * Why the destination is not sent the event again, if it is not.
 *
 * @throws OverWorkLimit when the tenant's filters have taken too much lately
 */
export async function refusalOf(
  { eventData, work }: Pick<RetryDeps, 'eventData' | 'work'>,
  recorded: RecordedEvent,
  destination: Destination,
): Promise<RetryRefusal | DataUnavailable | undefined> {
  if (destination.disabled_at !== null) return 'destination_disabled';
  const wants = await matchesRecordedEvent(eventData, destination, recorded, work);
  if (typeof wants === 'object') {
    return wants.kind === 'expired'
      ? 'event_expired'
      : { kind: 'data_unavailable', bucket: wants.bucket };
  }
  switch (wants) {
    case true:
      return undefined;
    case false:
      return 'no_match';
    case 'undecided':
      return 'filter';
  }
}

/** The message that has a delivery tried once more because somebody asked for it. */
export function manualDelivery(
  recorded: RecordedEvent,
  { id: destination_id, incarnation }: Pick<DestinationRef, 'id' | 'incarnation'>,
  attempt_number: number,
  given: Pick<Delivery, 'even_blocked'> = {},
): ReturnType<typeof deliveryMessage> {
  // The first attempt at a destination that did not want the event then does not count the event.
  const isFirst =
    attempt_number === 1 && matchedIncarnation(recorded, destination_id) === incarnation;
  const matched = isFirst ? matchedOn(destination_id, recorded.destination_ids) : {};
  const asked = { destination_id, incarnation, attempt_number, manual: true, ...given };
  return deliveryMessage({ ...asked, event: eventIn(recorded), ...matched });
}

/**
 * Several tenants may have an event of one id; the one is meant that has the destination. The event
 * of a tenant that was deleted is no event of another that has its id by now.
 */
async function deliveryIn(
  deps: RetryDeps,
  { event_id, destination_id, tenant_id }: RetryOrder,
): Promise<
  | 'event_not_found'
  | 'destination_not_found'
  | { readonly recorded: RecordedEvent; readonly destination: Destination }
> {
  const events = (await deps.events.findAll(event_id)).filter(
    (event) => tenant_id === undefined || event.tenant_id === tenant_id,
  );
  let outcome: 'event_not_found' | 'destination_not_found' = 'event_not_found';
  for (const recorded of events) {
    const holdings = await deps.destinations.loadTenant(recorded.tenant_id);
    if (holdings && holdings.tenant.incarnation !== recorded.tenant_incarnation) continue;
    outcome = 'destination_not_found';
    const destination = holdings?.destinations.find(({ id }) => id === destination_id);
    if (destination) return { recorded, destination };
  }
  return outcome;
}
