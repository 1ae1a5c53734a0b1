import type { Attempt } from '../attempts/attempt.ts';
import { resolveScope } from '../attempts/attempt-query.ts';
import type { EventPartitions } from '../attempts/attempt-store.dynamo.ts';
import { secretValues } from '../auth/rotating-secret.secrets.ts';
import { eventsByBatch, findBatchAt } from '../batches/batches-of-event.ts';
import { hasBatch } from '../batches/find-batch.ts';
import { currentRate, type Owner } from '../delivery/preview-cost.ts';
import type { DestinationRef } from '../destinations/destination.ts';
import { destinationBodies } from '../destinations/destination-body.ts';
import type { BatchRef } from '../events/delivery-message.ts';
import { eventBodies } from '../events/event-body.ts';
import { recordedEvent } from '../events/event-item.dynamo.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import type { ListRows } from '../metrics/read-samples.ts';
import { releaseTimer } from '../parking/timer.ts';
import type { SecretStore } from '../platform/aws/calls/secret-store.secrets.ts';
import { beginPublishing } from '../publishing/publish.ts';
import { rateLimited } from '../publishing/publish-limit.ts';
import type { Env } from './api-env.ts';
import type { Senders, Stores } from './stores.ts';

/** The sources of time and ids. */
interface Clock {
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** Dependencies of authentication and of the request rate limit. */
export const authDeps = (
  secrets: SecretStore,
  env: Env,
  { tenants, requestLimit }: Stores,
  { now }: Clock,
) => ({
  apiKeys: secretValues(secrets, env.API_KEY_SECRET_ARN, now),
  tokenSecrets: secretValues(secrets, env.TOKEN_SECRET_ARN, now),
  liveTenant: (id: string) => tenants.findLive(id),
  findCurrentTenants: (ids: readonly string[]) => tenants.findCurrent(ids),
  requestLimit,
  now,
});

/** Schedules the release of the deliveries that are parked for a destination. */
export const scheduleReleaseWith =
  ({ timers }: Stores, { now }: Clock) =>
  (destination: DestinationRef) =>
    timers.set(releaseTimer(destination, now()));

export const tenantDeps = (
  { tenants, destinations, candidates, timers }: Stores,
  { now, newId }: Clock,
) => ({
  tenants,
  destinationsOf: async (id: string) => (await destinations.loadTenant(id))?.destinations ?? [],
  deleteDestinationsOf: async (id: string) => {
    const deleted = await destinations.deleteOrphans(id, now());
    // The releaser expires the deliveries that are parked for a deleted destination.
    await Promise.all(deleted.map((one) => timers.set(releaseTimer(one, now()))));
    await candidates.deleteAll(id);
  },
  now,
  newId,
});

/** Dependencies of publishing, shared by both of its routes. */
export const publishingDeps = (
  env: Env,
  stores: Stores,
  senders: Senders,
  { now, newId }: Clock,
) => {
  const destinationsTried = stores.attempts.destinationsTried.bind(stores.attempts);
  const deps = {
    ...stores,
    destinationsTried,
    sendBatch: senders.deliveryBatch,
    sendReferrals: senders.referrals,
    parkForDisabled: env.DISABLED_DESTINATION_POLICY,
    now,
  };
  return {
    beginPublishing: () => rateLimited(beginPublishing(deps), stores.publishLimit, now),
    topics: env.TOPICS,
    now,
    newId,
  };
};

/** Dependencies of the attempt routes, with the events and destinations that responses include. */
export const attemptDeps = ({
  tenants,
  destinations,
  events,
  eventData,
  attempts,
  slots,
}: Stores) => ({
  attempts,
  batchesOf: (items: EventPartitions['batchedEvents']) =>
    eventsByBatch(slots, items.map(recordedEvent)),
  findTenant: (id: string) => tenants.findLive(id),
  destinationIdsOf: (tenantId: string) => destinations.listIds(tenantId),
  eventsOf: (of: readonly Attempt[], withData: boolean) =>
    eventBodies(events, eventData, of, withData),
  destinationsOf: (of: readonly Attempt[]) => destinationBodies(destinations, of),
});

/** Dependencies of the metrics routes: rollups, and rows of the event store. */
export const metricsDeps = (stores: Stores, { now }: Clock) => {
  const listEvents: ListRows = (filters, reading) =>
    stores.events.list({ tenantIds: filters.get('tenant_id') ?? [], eventIds: [] }, reading);
  const listAttempts: ListRows = async (filters, reading) => {
    const tenant_id = filters.get('tenant_id') ?? [];
    const destination_id = filters.get('destination_id') ?? [];
    const scopeFilters = { id: [], event_id: [], tenant_id, destination_id };
    return stores.attempts.list(await resolveScope(attemptDeps(stores), scopeFilters), reading);
  };
  const { rollups, dropExpired } = stores;
  return { rollups, rows: { EVENTS: listEvents, ATTEMPTS: listAttempts }, dropExpired, now };
};

/** Measures the present rate of a destination, for previews. */
export const currentRateWith = (stores: Stores, clock: Clock) => (owner: Owner, id: string) =>
  currentRate({ ...stores, metrics: metricsDeps(stores, clock), now: clock.now }, owner, id);

/** Dependencies of retrying one delivery. */
export const retryDeps = (
  { destinations, events, eventData, attempts, slots, work }: Stores,
  { deliveries: send, batchDeliveries: sendBatches, referrals: sendReferrals }: Senders,
) => ({
  destinations,
  events,
  eventData,
  lastAttempt: (
    { id: event_id, tenant_id, tenant_incarnation }: RecordedEvent,
    { id: destination_id, incarnation }: DestinationRef,
  ) =>
    attempts.lastNumber({ event_id, tenant_id, tenant_incarnation, destination_id, incarnation }),
  batchWith: (event: RecordedEvent, destinationId: string) =>
    findBatchAt(slots, event, destinationId),
  hasBatch: (batch: BatchRef) => hasBatch(slots, batch),
  lastBatchAttempts: (id: string) => attempts.listLastAttempts(id),
  send,
  sendBatches,
  sendReferrals,
  work,
});
