import type { Destination, DestinationRef } from '../destinations/destination.ts';
import { isBatchId } from '../events/batch-id.ts';
import { type Delivery, deliveryMessage, matchOfDestination } from '../events/delivery-message.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import {
  batchPartition,
  matchedIncarnation,
  type RecordedEvent,
  toStoredEvent,
} from '../events/recorded-event.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { matchesRecordedEvent } from '../publishing/match.ts';
import { loadDelivery, type NotLoaded, type RetryRequest } from './load-delivery.ts';
import { type BatchOutcome, type BatchRetryDeps, retryBatch, retryInBatch } from './retry-batch.ts';

/** Dependencies of {@link retry}. */
export interface RetryDeps extends BatchRetryDeps {
  readonly eventData: LargePayloadStore;
  /** Returns the number of the last recorded attempt; 0 when there is none. */
  readonly lastAttempt: (event: RecordedEvent, destination: DestinationRef) => Promise<number>;
  /** Sends to the delivery queue. */
  readonly send: Send;
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
export type RetryOutcome = NotLoaded | RetryRefusal | BatchOutcome | DataUnavailable;

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
