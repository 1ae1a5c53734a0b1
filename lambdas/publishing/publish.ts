import type {
  DestinationStore,
  TenantDestinations,
} from '../destinations/destination-store.dynamo.ts';
import { deliveryMessage, matchedOn } from '../events/delivery-message.ts';
import type { Event, KeptEvent } from '../events/event.ts';
import {
  type EventStore,
  eventIn,
  type Matched,
  matchedIncarnation,
  type RecordedEvent,
} from '../events/event-store.dynamo.ts';
import { isLarge, type LargePayloadStore } from '../events/large-payload-store.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { type Incarnation, incarnationKey } from '../platform/dynamodb/incarnation.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { wantedBy } from './match.ts';
import type { Publication } from './parse-event.ts';
import type { Published } from './published.ts';

/** What publishing needs. */
export interface PublishDeps {
  readonly destinations: Pick<DestinationStore, 'loadTenant'>;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  /** The keys of the destinations that an event of that incarnation of a tenant has been tried at. */
  readonly destinationsTried: (tenantKey: string, eventId: string) => Promise<ReadonlySet<string>>;
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
  const holdings = await deps.destinations.loadTenant(publication.event.tenant_id);
  const published = await publishOnce(deps, publication, holdings);
  tell(publication.event, published, holdings !== undefined);
  return published;
}

async function publishOnce(
  deps: PublishDeps,
  publication: Publication,
  holdings: TenantDestinations | undefined,
): Promise<Published> {
  const { enabled, disabled, undecided, incarnations } = await matching(
    deps,
    publication,
    holdings,
  );
  const event = { ...publication.event, tenant_incarnation: holdings?.tenant.incarnation };
  const wanted = [...enabled, ...disabled];
  const matched = {
    destination_ids: wanted,
    destination_incarnations: wanted.map((id) => incarnations.get(id) ?? ''),
    undecided_ids: undecided,
  };
  const kept = wanted.length > 0 ? await recordEvent(deps, event, matched) : undefined;
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
  const recorded = await deps.events.find(tenantKeyOf(event), event.id);
  if (recorded) return queuedAgain(deps, recorded);
  if (wanted.length > 0) throw new Error(`event ${event.id} was recorded and is gone`);
  return { duplicate: false, destination_ids: [] };
}

/**
 * Steps that recording a delivery as failed counts as: 20 ms of the router and the deliverer, whose
 * other deliveries wait for it.
 */
const STEPS_A_FAILURE = 100_000;

/** The event as it is now on record; undefined when the tenant has published one of that id already. */
async function recordEvent(
  { events, eventData, now }: PublishDeps,
  event: Event,
  matched: Matched,
): Promise<KeptEvent | undefined> {
  // What is large is not put aside in vain.
  if (isLarge(event) && (await events.find(tenantKeyOf(event), event.id))) return undefined;
  const at = now();
  const kept = await eventData.keep(event, at);
  return (await events.record(kept, matched.destination_ids, at, matched)) ? kept : undefined;
}

const tenantKeyOf = ({ tenant_id, tenant_incarnation }: KeptEvent): string =>
  incarnationKey(tenant_id, tenant_incarnation);

/** The destinations that a publication has met. */
interface Met {
  readonly enabled: string[];
  readonly disabled: string[];
  readonly undecided: string[];
  /** Of these destinations. */
  readonly incarnations: ReadonlyMap<string, Incarnation>;
}

/**
 * The destinations that want an event, or will when they are enabled; and those among them of which
 * nobody knows, because their filters take too long.
 */
async function matching(
  { keepsForDisabled, work }: PublishDeps,
  publication: Publication,
  holdings: TenantDestinations | undefined,
): Promise<Met> {
  const candidates = (holdings?.destinations ?? []).filter(
    ({ disabled_at }) => disabled_at === null || keepsForDisabled,
  );
  const wanted = await wantedBy(candidates, publication, work);
  const undecidedCount = [...wanted.values()].filter((wants) => wants === 'undecided').length;
  work.charge(publication.event.tenant_id, undecidedCount * STEPS_A_FAILURE);
  const found = candidates
    .map(({ id, incarnation, disabled_at }) => ({
      id,
      incarnation,
      isEnabled: disabled_at === null,
      wants: wanted.get(id) ?? false,
    }))
    .filter(({ wants }) => wants !== false);
  const ids = (some: typeof found) => some.map(({ id }) => id);
  return {
    incarnations: new Map(found.map(({ id, incarnation }) => [id, incarnation])),
    enabled: ids(found.filter(({ isEnabled }) => isEnabled)),
    disabled: ids(found.filter(({ isEnabled }) => !isEnabled)),
    undecided: ids(found.filter(({ wants }) => wants === 'undecided')),
  };
}

async function queuedAgain(deps: PublishDeps, recorded: RecordedEvent): Promise<Published> {
  const { id, destination_ids } = recorded;
  const tried = await deps.destinationsTried(tenantKeyOf(recorded), id);
  const untried = destination_ids.filter(
    (one) => !tried.has(incarnationKey(one, matchedIncarnation(recorded, one))),
  );
  await sendDeliveries(deps.send, eventIn(recorded), recorded, untried);
  return { duplicate: true, destination_ids };
}

/** An event that is not going to be delivered, but recorded as failed, goes without its data. */
const withoutData = (event: KeptEvent): KeptEvent =>
  'data_ref' in event ? event : { ...event, data: '{}' };

async function sendDeliveries(
  send: Send,
  event: KeptEvent,
  recorded: Matched,
  to: readonly string[],
): Promise<void> {
  const { destination_ids, undecided_ids = [] } = recorded;
  const deliveries = to.map((destination_id) => {
    const incarnation = matchedIncarnation(recorded, destination_id);
    const first = { destination_id, incarnation, attempt_number: 1, manual: false };
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
  count(duplicate ? 'DuplicateEvents' : 'EventsPublished');
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
