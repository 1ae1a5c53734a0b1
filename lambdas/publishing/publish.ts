import { type Referral, referralBatching } from '../batches/referral.ts';
import type { Destination } from '../destinations/destination.ts';
import type {
  DestinationStore,
  TenantDestinations,
} from '../destinations/destination-store.dynamo.ts';
import { deliveryMessage, matchOfDestination } from '../events/delivery-message.ts';
import type { Event, StoredEvent } from '../events/event.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import { isLarge, type LargePayloadStore } from '../events/large-payload-store.ts';
import {
  batchPartition,
  type MatchRecord,
  matchedIncarnation,
  type RecordedEvent,
  toStoredEvent,
} from '../events/recorded-event.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { Batcher } from '../platform/batcher.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { RunCache } from '../platform/run-cache.ts';
import { MessageBatcher } from '../platform/sqs/message-batcher.ts';
import type { Send, SendBatch } from '../platform/sqs/queue.sqs.ts';
import {
  type Accepted,
  checkPlacingWork,
  createReferrals,
  type Placements,
  placeEvent,
  placementPartitions,
  recordedPlacements,
  unplacedIn,
} from './batch-placements.ts';
import { type MatchDeps, matchDestinations } from './match.ts';
import type { Publication } from './parse-event.ts';

/** The result of a publish. */
interface Published {
  /** Whether the tenant had already published an event with this id. */
  readonly duplicate: boolean;
  /** The destinations that match the event. */
  readonly destination_ids: readonly string[];
  /** Disabled destinations that match the event. They receive it when they are enabled. */
  readonly parked_destination_ids?: readonly string[];
}

/** Publishes an event. */
export type Publish = (publication: Publication) => Promise<Published>;

/** Dependencies of {@link publish}. */
export interface PublishDeps extends MatchDeps {
  readonly destinations: Pick<DestinationStore, 'loadTenant'>;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  /** The keys of the destinations with an attempt at the event of this tenant incarnation. */
  readonly destinationsTried: (tenantKey: string, eventId: string) => Promise<ReadonlySet<string>>;
  /** Sends a batch of messages to the delivery queue. */
  readonly sendBatch: SendBatch;
  /** Sends a batch of messages to the batch queue. */
  readonly sendReferrals: SendBatch;
  readonly now: () => Date;
}

/** State that the events of one run share. */
interface Run extends Omit<PublishDeps, 'destinations' | 'sendBatch' | 'sendReferrals'> {
  readonly loadTenant: DestinationStore['loadTenant'];
  readonly send: Send;
  /** Sends references to an event to the batch queue. */
  readonly refer: (referrals: readonly Referral[]) => Promise<void>;
}

/**
 * Begins publishing the events of one run: the messages of a batch, or the events of a request. The
 * run reads each tenant once, and its events share calls of DynamoDB and SQS.
 *
 * @returns a function that publishes one event, and throws OverWorkLimit before any side effect when
 *   the tenant is over its work limit
 */
export function beginPublishing(deps: PublishDeps): Publish {
  const batcher = new MessageBatcher(deps.sendBatch);
  const referrer = new Batcher(referralBatching(deps.sendReferrals));
  const events = deps.events.batching();
  const load = (id: string) => deps.destinations.loadTenant(id);
  const tenants = new RunCache(load, (id) => id);
  const loadTenant = (id: string) => tenants.get(id);
  const run: Run = { ...deps, events, loadTenant, send: batcher.send, refer: referrer.send };
  return (publication) =>
    batcher.run(() => referrer.run(() => events.run(() => publish(run, publication))));
}

/**
 * Publishes an event from either ingestion path: matches destinations, records the event, queues
 * the deliveries. Resolves when every delivery is in the queue. Publishing again completes an
 * interrupted publish: a duplicate is queued, from the recorded event, for each destination without
 * an attempt.
 */
async function publish(run: Run, publication: Publication): Promise<Published> {
  const loaded = await loadRecipient(run, publication);
  const published = await publishOnce(run, publication, loaded);
  logPublished(publication.event, published, loaded !== undefined);
  return published;
}

/**
 * The tenant of an event; undefined if it does not exist, or if the event was sent to an earlier tenant
 * with the same id, which has been deleted since.
 */
async function loadRecipient(
  run: Run,
  { event, sent_at }: Publication,
): Promise<TenantDestinations | undefined> {
  const loaded = await run.loadTenant(event.tenant_id);
  const deletedAt = loaded?.tenant.predecessor_deleted_at;
  const isOfPredecessor = sent_at !== undefined && deletedAt !== undefined && sent_at < deletedAt;
  return isOfPredecessor ? undefined : loaded;
}

async function publishOnce(
  deps: Run,
  publication: Publication,
  loaded: TenantDestinations | undefined,
): Promise<Published> {
  const destinations = loaded?.destinations ?? [];
  checkPlacingWork(publication.event.tenant_id, destinations, deps.work);
  const match = await matchDestinations(publication, destinations, deps);
  const { enabled, disabled, incarnations } = match;
  const event = { ...publication.event, tenant_incarnation: loaded?.tenant.incarnation };
  const matchedIds = [...enabled, ...disabled];
  const decidedIds = matchedIds.filter((id) => !match.undecided.includes(id));
  const decided = destinations.filter(({ id }) => decidedIds.includes(id));
  const placements = await placeEvent(event, decided, deps.work);
  const matched = {
    destination_ids: matchedIds,
    destination_incarnations: matchedIds.map((id) => incarnations.get(id) ?? ''),
    undecided_ids: match.undecided,
    unplaced_ids: unplacedIn(placements),
    batches: placementPartitions(placements),
  };
  const accepted = matchedIds.length > 0 ? await recordEvent(deps, event, matched) : undefined;
  if (accepted) {
    // The deliverer parks deliveries to disabled destinations.
    await queueMatched(deps, accepted, placements, matchedIds);
    const parked = disabled.length > 0 && { parked_destination_ids: disabled };
    return { duplicate: false, destination_ids: enabled, ...parked };
  }
  // Even if no destination matches now, one may have matched at the first publish.
  const recorded = await deps.events.find(eventTenantKey(event), event.id);
  if (recorded) return requeueUntried(deps, recorded, destinations);
  if (matchedIds.length > 0) throw new Error(`event ${event.id} was recorded but no longer exists`);
  return { duplicate: false, destination_ids: [] };
}

/** Returns the recorded event; undefined when the tenant already has an event with this id. */
async function recordEvent(
  { events, eventData, now }: Run,
  event: Event,
  matched: MatchRecord,
): Promise<Accepted | undefined> {
  // Avoids uploading the large data of a duplicate.
  if (isLarge(event) && (await events.find(eventTenantKey(event), event.id))) return undefined;
  const acceptedAt = now();
  const storedEvent = await eventData.keep(event, acceptedAt);
  const isRecorded = await events.record(storedEvent, matched.destination_ids, acceptedAt, matched);
  return isRecorded
    ? { event: storedEvent, acceptedAt: acceptedAt.toISOString(), matched }
    : undefined;
}

const eventTenantKey = ({ tenant_id, tenant_incarnation }: StoredEvent): string =>
  incarnationKey(tenant_id, tenant_incarnation);

async function requeueUntried(
  deps: Run,
  recorded: RecordedEvent,
  destinations: readonly Destination[],
): Promise<Published> {
  const { id, destination_ids, accepted_at: acceptedAt } = recorded;
  const tried = await deps.destinationsTried(eventTenantKey(recorded), id);
  const untried = destination_ids.filter(
    (one) => !tried.has(incarnationKey(one, matchedIncarnation(recorded, one))),
  );
  const event = toStoredEvent(recorded);
  const limits = await recordedPlacements(recorded, destinations, deps.work);
  await queueMatched(deps, { event, acceptedAt, matched: recorded }, limits, untried);
  return { duplicate: true, destination_ids };
}

/** Queues the deliveries of an event, and its references to batches. */
async function queueMatched(
  { send, refer }: Run,
  accepted: Accepted,
  placements: Placements,
  to: readonly string[],
): Promise<void> {
  const { event, matched } = accepted;
  const unbatched = to.filter((id) => batchPartition(matched, id) === undefined);
  await Promise.all([
    unbatched.length > 0 && sendDeliveries(send, event, matched, unbatched),
    matched.batches && refer(createReferrals(accepted, placements, to)),
  ]);
}

/** Strips the data of an event whose delivery is only recorded as failed. */
const withoutData = (event: StoredEvent): StoredEvent =>
  'data_ref' in event ? event : { ...event, data: '{}' };

async function sendDeliveries(
  send: Send,
  event: StoredEvent,
  recorded: MatchRecord,
  to: readonly string[],
): Promise<void> {
  const { undecided_ids = [], unplaced_ids = [] } = recorded;
  const deliveries = to.map((destination_id) => {
    const incarnation = matchedIncarnation(recorded, destination_id);
    const first = { destination_id, incarnation, attempt_number: 1, manual: false };
    const matched = matchOfDestination(destination_id, recorded);
    const undecided = undecided_ids.includes(destination_id);
    const unplaced = unplaced_ids.includes(destination_id);
    const overBudget = { ...(undecided && { undecided }), ...(unplaced && { unplaced }) };
    return undecided || unplaced
      ? {
          ...deliveryMessage({ ...first, event: withoutData(event), ...overBudget, ...matched }),
          // All undecided deliveries of a tenant share one message group of the fair queue.
          group: event.tenant_id,
        }
      : deliveryMessage({ ...first, event, ...matched });
  });
  await send(deliveries);
  count('DeliveriesQueued', deliveries.length);
}

function logPublished(
  { tenant_id, id, topic }: Event,
  { duplicate, destination_ids, parked_destination_ids = [] }: Published,
  hasTenant: boolean,
): void {
  count(duplicate ? 'DuplicateEvents' : 'EventsPublished');
  const isWanted = duplicate || destination_ids.length + parked_destination_ids.length > 0;
  if (!isWanted) count(hasTenant ? 'EventsUnmatched' : 'EventsWithoutTenant');
  logger.debug('event published', {
    tenant_id,
    event_id: id,
    topic,
    duplicate,
    destinations: destination_ids.length,
  });
}
