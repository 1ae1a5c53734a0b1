import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { type BatchRef, batchDeliveryMessage } from '../events/delivery-message.ts';
import { matchedIncarnation, type RecordedEvent } from '../events/recorded-event.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Send, SendBatch } from '../platform/sqs/queue.sqs.ts';
import { referAgain } from '../publishing/refer-again.ts';
import type { LoadDeps, RetryRequest } from './load-delivery.ts';

/** Dependencies of retrying a batch. */
export interface BatchRetryDeps extends LoadDeps {
  /**
   * Returns the batch in which a destination collects an event; undefined before it does, and `unknown` if
   * it cannot be found.
   */
  readonly batchWith: (
    event: RecordedEvent,
    destinationId: string,
  ) => Promise<(BatchRef & { readonly id: string }) | 'unknown' | undefined>;
  /** Whether the log of a batch is still stored. It outlives all events of the batch. */
  readonly hasBatch: (batch: BatchRef) => Promise<boolean>;
  /** Returns the last attempts at a batch, one per destination. */
  readonly lastBatchAttempts: (batchId: string) => Promise<readonly Attempt[]>;
  /** Sends to the batch delivery queue. */
  readonly sendBatches: Send;
  /** Sends references to events to the batch queue. */
  readonly sendReferrals: SendBatch;
  /** Limits the CPU time spent on each tenant's filters and partitions. */
  readonly work: WorkLimit;
}

/** The outcome of retrying a batch. `batch_not_found` means that the batch of an event is not known. */
export type BatchOutcome =
  | 'queued'
  | 'event_not_found'
  | 'event_expired'
  | 'batch_not_found'
  | 'destination_not_found'
  | 'destination_disabled';

/**
 * Queues one more attempt at the batch of an event. The first attempt at a batch is made when the batch is
 * due, even if its delivery is parked. The reference to an event that is not in a batch yet is queued again,
 * because its publish may have been interrupted, or its message dead-lettered.
 *
 * @throws OverWorkLimit when the tenant has exceeded its compute limit
 */
export async function retryInBatch(
  deps: BatchRetryDeps,
  recorded: RecordedEvent,
  destination: Destination,
): Promise<BatchOutcome> {
  const { id: destination_id, incarnation, disabled_at } = destination;
  if (matchedIncarnation(recorded, destination_id) !== incarnation) return 'destination_not_found';
  if (disabled_at !== null) return 'destination_disabled';
  const batch = await deps.batchWith(recorded, destination_id);
  if (batch === 'unknown') return 'batch_not_found';
  if (!batch) {
    await referAgain(deps, recorded, destination);
    return 'queued';
  }
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
export async function retryBatch(
  deps: BatchRetryDeps,
  { event_id, destination_id, tenant_id }: RetryRequest,
): Promise<BatchOutcome> {
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
  // A delivery of a batch that is not stored ends without an attempt.
  if (!(await deps.hasBatch(last.batch))) return 'event_expired';
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
