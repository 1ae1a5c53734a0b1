import type { DestinationStore, Holdings } from '../destinations/destination-store.dynamo.ts';
import { deliveryMessage, matchedOn } from '../events/delivery-message.ts';
import type { Event, KeptEvent } from '../events/event.ts';
import { type EventData, isLarge } from '../events/event-data.ts';
import { type EventLog, eventIn, type RecordedEvent } from '../events/event-log.dynamo.ts';
import type { Published } from '../events/publishing.ts';
import type { Publication } from '../events/read-event.ts';
import { count } from '../runtime/counts.ts';
import { logger } from '../runtime/logger.ts';
import type { Send } from '../runtime/queue.sqs.ts';
import type { WorkLimit } from '../runtime/work-limit.ts';
import { wantedBy } from './match.ts';

/** What publishing needs. */
export interface PublishDeps {
  readonly destinations: DestinationStore;
  readonly events: EventLog;
  readonly eventData: EventData;
  /** The destinations that an event has been tried at. */
  readonly destinationsTried: (tenantId: string, eventId: string) => Promise<ReadonlySet<string>>;
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** Whether a disabled destination gets its events when it is enabled; otherwise, never. */
  readonly keepsForDisabled: boolean;
  /** What is computed for each tenant's filters. */
  readonly work: WorkLimit;
  readonly now: () => Date;
}

/**
 * Publishes an event, by whichever door it came: match, record, queue. Resolves when every delivery
 * is in the queue. What was interrupted is made good by publishing again: a duplicate is queued,
 * from the event that was recorded, for each of its destinations that has not been tried yet.
 *
 * @throws OverWorkLimit before anything is done, when the tenant's filters have taken too much lately
 */
export async function publish(deps: PublishDeps, publication: Publication): Promise<Published> {
  const holdings = await deps.destinations.holdingsOf(publication.event.tenant_id);
  const published = await publishedOnce(deps, publication, holdings);
  tell(publication.event, published, holdings !== undefined);
  return published;
}

async function publishedOnce(
  deps: PublishDeps,
  publication: Publication,
  holdings: Holdings | undefined,
): Promise<Published> {
  const { event } = publication;
  const { enabled, disabled, undecided } = await matching(deps, publication, holdings);
  const wanted = [...enabled, ...disabled];
  const matched = { destination_ids: wanted, undecided_ids: undecided };
  const kept = wanted.length > 0 ? await recordedNow(deps, event, matched) : undefined;
  if (kept) {
    // The deliverer parks those to disabled destinations.
    await sendDeliveries(deps.send, kept, matched, wanted);
    return {
      duplicate: false,
      destination_ids: enabled,
      ...(disabled.length > 0 && { parked_destination_ids: disabled }),
    };
  }
  // Also when nobody wants it now: somebody may have when it was published first.
  const recorded = await deps.events.find(event.tenant_id, event.id);
  if (recorded) return queuedAgain(deps, recorded);
  if (wanted.length > 0) throw new Error(`event ${event.id} was recorded and is gone`);
  return { duplicate: false, destination_ids: [] };
}

/** The event as it is now on record; undefined when the tenant has published one of that id already. */
async function recordedNow(
  { events, eventData, now }: PublishDeps,
  event: Event,
  { destination_ids, undecided_ids }: Matched,
): Promise<KeptEvent | undefined> {
  // What is large is not put aside in vain.
  if (isLarge(event) && (await events.find(event.tenant_id, event.id))) return undefined;
  const at = now();
  const kept = await eventData.keep(event, at);
  return (await events.record(kept, destination_ids, at, undecided_ids)) ? kept : undefined;
}

/** The destinations of an event, as they are recorded with it. */
type Matched = Pick<RecordedEvent, 'destination_ids' | 'undecided_ids'>;

/**
 * The destinations that want an event, or will when they are enabled; and those among them of which
 * nobody knows, because their filters take too long.
 */
async function matching(
  { keepsForDisabled, work }: PublishDeps,
  publication: Publication,
  holdings: Holdings | undefined,
): Promise<{ enabled: string[]; disabled: string[]; undecided: string[] }> {
  const candidates = (holdings?.destinations ?? []).filter(
    ({ disabled_at }) => disabled_at === null || keepsForDisabled,
  );
  const wanted = await wantedBy(candidates, publication, work);
  const found = candidates
    .map(({ id, disabled_at }) => ({
      id,
      isEnabled: disabled_at === null,
      wants: wanted.get(id) ?? false,
    }))
    .filter(({ wants }) => wants !== false);
  const ids = (some: typeof found) => some.map(({ id }) => id);
  return {
    enabled: ids(found.filter(({ isEnabled }) => isEnabled)),
    disabled: ids(found.filter(({ isEnabled }) => !isEnabled)),
    undecided: ids(found.filter(({ wants }) => wants === 'undecided')),
  };
}

async function queuedAgain(deps: PublishDeps, recorded: RecordedEvent): Promise<Published> {
  const { tenant_id, id, destination_ids } = recorded;
  const tried = await deps.destinationsTried(tenant_id, id);
  const untried = destination_ids.filter((destinationId) => !tried.has(destinationId));
  await sendDeliveries(deps.send, eventIn(recorded), recorded, untried);
  return { duplicate: true, destination_ids };
}

/** An event that is not going to be delivered, but recorded as failed, goes without its data. */
const withoutData = (event: KeptEvent): KeptEvent =>
  'data_ref' in event ? event : { ...event, data: '{}' };

async function sendDeliveries(
  send: Send,
  event: KeptEvent,
  { destination_ids, undecided_ids = [] }: Matched,
  to: readonly string[],
): Promise<void> {
  const deliveries = to.map((destination_id) => {
    const first = { destination_id, attempt_number: 1, manual: false };
    const matched = matchedOn(destination_id, destination_ids);
    return undecided_ids.includes(destination_id)
      ? {
          ...deliveryMessage({ ...first, event: withoutData(event), undecided: true, ...matched }),
          // In one group of the fair queue, however many destinations a tenant has.
          group: event.tenant_id,
        }
      : deliveryMessage({ ...first, event, ...matched });
  });
  await send(deliveries);
  count('DeliveriesQueued', deliveries.length);
}

function tell(
  { tenant_id, id, topic }: Event,
  { duplicate, destination_ids, parked_destination_ids = [] }: Published,
  hasTenant: boolean,
): void {
  count(duplicate ? 'EventsDuplicate' : 'EventsPublished');
  const isWanted = duplicate || destination_ids.length + parked_destination_ids.length > 0;
  if (!isWanted) count(hasTenant ? 'EventsUnmatched' : 'EventsWithoutTenant');
  logger.info('published', {
    tenant_id,
    event_id: id,
    topic,
    duplicate,
    destinations: destination_ids.length,
  });
}
