import type { Attempt } from '../attempts/attempt.ts';
import type { Destination, DestinationRef } from '../destinations/destination.ts';
import { isBatchId } from '../events/batch-id.ts';
import {
  type BatchRef,
  batchDeliveryMessage,
  type Delivery,
  deliveryMessage,
  matchOfDestination,
} from '../events/delivery-message.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import {
  batchPartition,
  matchedIncarnation,
  type RecordedEvent,
  toStoredEvent,
} from '../events/recorded-event.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { matchesRecordedEvent } from '../publishing/match.ts';
import { type LoadDeps, loadDelivery, type NotLoaded, type RetryRequest } from './load-delivery.ts';

/** Dependencies of {@link retry}. */
export interface RetryDeps extends LoadDeps {
  readonly eventData: LargePayloadStore;
  /** Returns the number of the last recorded attempt; 0 when there is none. */
  readonly lastAttempt: (event: RecordedEvent, destination: DestinationRef) => Promise<number>;
  /** Returns the batch in which a destination collects an event; undefined before it does. */
  readonly batchWith: (
    event: RecordedEvent,
    destinationId: string,
  ) => Promise<(BatchRef & { readonly id: string }) | undefined>;
  /** Returns the last attempts at a batch, one per destination. */
  readonly lastBatchAttempts: (batchId: string) => Promise<readonly Attempt[]>;
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** Sends to the batch delivery queue. */
  readonly sendBatches: Send;
  /** Limits the CPU time spent on each tenant's filters. */
  readonly work: WorkLimit;
}

/**
 * Why a delivery to an existing destination is not retried. `filter` means that the destination's filter
 * exceeds its step budget for this event.
 */
export type RetryRefusal = 'destination_disabled' | 'no_match' | 'filter' | 'event_expired';

/** The filter needs the event's data, but the data is in a bucket that is not connected to this stage. */
export interface DataUnavailable {
  readonly kind: 'data_unavailable';
  readonly bucket: string;
}

/** The outcome of a retry request. */
export type RetryOutcome = 'queued' | NotLoaded | RetryRefusal | DataUnavailable;

/**
 * Queues one more attempt of a delivery without a delay, numbered after the last recorded attempt. If it
 * fails, automatic retries continue from it while the schedule has retries remaining. An event in a batch
 * is delivered again with its batch.
 */
export async function retry(deps: RetryDeps, request: RetryRequest): Promise<RetryOutcome> {
  if (isBatchId(request.event_id)) return retryBatch(deps, request);
  const loaded = await loadDelivery(deps, request);
  if (typeof loaded === 'string') return loaded;
  const { recorded, destination } = loaded;
  if (batchPartition(recorded, destination.id) !== undefined) {
    return retryInBatch(deps, recorded, destination);
  }
  const refusal = await findRefusal(deps, recorded, destination);
  if (refusal) return refusal;
  const attempt = (await deps.lastAttempt(recorded, destination)) + 1;
  await deps.send([manualDelivery(recorded, destination, attempt, { even_blocked: true })]);
  return 'queued';
}

/**
 * Queues one more attempt at the batch of an event. The first attempt at a batch is made when the batch is
 * due, even if its delivery is parked. Nothing is queued for an event that is not in a batch yet: the
 * collector adds it to one.
 */
async function retryInBatch(
  deps: RetryDeps,
  recorded: RecordedEvent,
  { id: destination_id, incarnation, disabled_at }: Destination,
): Promise<RetryOutcome> {
  if (matchedIncarnation(recorded, destination_id) !== incarnation) return 'destination_not_found';
  if (disabled_at !== null) return 'destination_disabled';
  const batch = await deps.batchWith(recorded, destination_id);
  if (!batch) return 'queued';
  const { tenant_id, tenant_incarnation } = recorded;
  const last = (await deps.lastBatchAttempts(batch.id)).find(
    (attempt) => attempt.tenant_id === tenant_id && attempt.destination_id === destination_id,
  );
  const name = { tenant_id, tenant_incarnation, destination_id, incarnation };
  const attempt_number = (last?.attempt_number ?? 0) + 1;
  await deps.sendBatches([manualBatchDelivery(name, last?.batch ?? batch, attempt_number, true)]);
  return 'queued';
}

/**
 * Queues one more attempt at a batch, after the last recorded one. A batch without a recorded attempt is
 * not found.
 */
async function retryBatch(
  deps: RetryDeps,
  { event_id, destination_id, tenant_id }: RetryRequest,
): Promise<RetryOutcome> {
  const last = (await deps.lastBatchAttempts(event_id)).find(
    (attempt) =>
      attempt.destination_id === destination_id &&
      (tenant_id === undefined || attempt.tenant_id === tenant_id),
  );
  if (!last?.batch) return 'event_not_found';
  const owner = await deps.destinations.loadTenant(last.tenant_id);
  const destination = owner?.destinations.find(({ id }) => id === destination_id);
  if (!destination || destination.incarnation !== last.incarnation) return 'destination_not_found';
  if (destination.disabled_at !== null) return 'destination_disabled';
  const attempt_number = last.attempt_number + 1;
  await deps.sendBatches([manualBatchDelivery(last, last.batch, attempt_number, true)]);
  return 'queued';
}

/** Builds the message of a manual retry of a batch. */
export const manualBatchDelivery = (
  name: Pick<Attempt, 'tenant_id' | 'tenant_incarnation' | 'destination_id' | 'incarnation'>,
  { log, first, last }: BatchRef,
  attempt_number: number,
  even_blocked: boolean,
): ReturnType<typeof batchDeliveryMessage> =>
  batchDeliveryMessage({
    tenant_id: name.tenant_id,
    tenant_incarnation: name.tenant_incarnation,
    destination_id: name.destination_id,
    incarnation: name.incarnation,
    attempt_number,
    manual: true,
    even_blocked,
    batch: { log, first, last },
  });

/**
 * Returns why the event is not delivered to the destination again; undefined when it is.
 *
 * @throws OverWorkLimit when the tenant has exceeded its compute limit
 */
export async function findRefusal(
  { eventData, work }: Pick<RetryDeps, 'eventData' | 'work'>,
  recorded: RecordedEvent,
  destination: Destination,
): Promise<RetryRefusal | DataUnavailable | undefined> {
  if (destination.disabled_at !== null) return 'destination_disabled';
  const match = await matchesRecordedEvent(eventData, destination, recorded, work);
  if (typeof match === 'object') {
    return match.kind === 'expired'
      ? 'event_expired'
      : { kind: 'data_unavailable', bucket: match.bucket };
  }
  switch (match) {
    case true:
      return undefined;
    case false:
      return 'no_match';
    case 'undecided':
      return 'filter';
  }
}

/** Builds the delivery message of a manual retry. */
export function manualDelivery(
  recorded: RecordedEvent,
  { id: destination_id, incarnation }: Pick<DestinationRef, 'id' | 'incarnation'>,
  attempt_number: number,
  options: Pick<Delivery, 'even_blocked'> = {},
): ReturnType<typeof deliveryMessage> {
  // A first attempt counts the event only for a destination that matched when the event was published.
  const isFirst =
    attempt_number === 1 && matchedIncarnation(recorded, destination_id) === incarnation;
  const matched = isFirst ? matchOfDestination(destination_id, recorded) : {};
  const attempt = { destination_id, incarnation, attempt_number, manual: true, ...options };
  return deliveryMessage({ ...attempt, event: toStoredEvent(recorded), ...matched });
}
