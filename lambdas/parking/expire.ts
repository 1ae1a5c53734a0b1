import type { Attempt, AttemptedBatch } from '../attempts/attempt.ts';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import { topicCounts, UNKNOWN_TOPICS } from '../attempts/batch-topics.ts';
import type { EventFacts } from '../events/event-facts.dynamo.ts';
import { deliveryExpired } from '../operator-events/attempt-events.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { ParkedDelivery, ParkedReason } from './parked-delivery.ts';
import type { ParkingLot } from './parking-lot.dynamo.ts';

/** Dependencies of {@link expire}. */
export interface ExpireDeps {
  readonly parking: ParkingLot;
  readonly attempts: AttemptStore;
  /** Counts an attempt that was just recorded, and its event if `matched` is given. */
  readonly countAttempt: (
    attempt: Attempt,
    eventTime: string,
    matched: readonly string[] | undefined,
  ) => Promise<void>;
  /** Reads the events of a batch, as far as they are stored. */
  readonly readBatch: (batch: AttemptedBatch) => Promise<readonly EventFacts[]>;
  /** Counts an attempt at a batch that was just recorded and, if it is the first, the events. */
  readonly countBatch: (attempt: Attempt, events: readonly EventFacts[]) => Promise<void>;
  readonly outbox: Outbox;
  readonly now: () => Date;
  /** Returns a new id that encodes the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/**
 * Why a parked delivery is not made: its destination did not recover in time or was deleted, its event
 * is no longer in the event store, or a caller cancelled it.
 */
export type ExpiryReason = 'expired' | 'destination_deleted' | 'event_expired' | 'cancelled';

const stateOf: Readonly<Record<ParkedReason, string>> = {
  retry: 'failing',
  blocked: 'blocked',
  disabled: 'disabled',
  verification_pending: 'not verified',
};

const messages: Readonly<Record<ExpiryReason, (delivery: ParkedDelivery) => string>> = {
  expired: ({ reason, parked_at }) =>
    `the delivery expired: it was parked at ${parked_at} because the destination was ${stateOf[reason]}`,
  destination_deleted: () => 'the destination was deleted after the event was accepted',
  event_expired: ({ batch }) =>
    batch
      ? 'the events of the batch have expired and can no longer be delivered'
      : 'the event has expired and can no longer be delivered',
  cancelled: () => 'the delivery was cancelled',
};

/**
 * Expires a parked delivery: records a failed attempt in place of the one that would have been made,
 * emits `delivery.expired`, and removes the parked delivery.
 *
 * @throws Error when the event could not be queued. The delivery stays parked, and is expired again.
 */
export async function expire(
  deps: ExpireDeps,
  delivery: ParkedDelivery,
  code: ExpiryReason,
): Promise<void> {
  const { parking, attempts, outbox, now, newId } = deps;
  const { tenant_id, destination_id, destination_type, event_id, topic } = delivery;
  const { tenant_incarnation, incarnation, attempt_number, manual } = delivery;
  const events = delivery.batch && (await deps.readBatch(delivery.batch));
  const time = now();
  const attempt: Attempt = {
    id: `atm_${newId(time)}`,
    tenant_id,
    tenant_incarnation,
    event_id,
    ...(events && { batch: delivery.batch, topics: topicsOf(events) }),
    destination_id,
    incarnation,
    destination_type,
    topic,
    status: 'failed',
    time: time.toISOString(),
    code,
    attempt_number,
    manual,
    retryable: false,
    response_data: { error: messages[code](delivery) },
  };
  const isFirst = await attempts.record(attempt);
  if (isFirst) {
    await (events
      ? deps.countBatch(attempt, events)
      : deps.countAttempt(attempt, delivery.event_time, delivery.matched));
  }
  const recordedAttempt = isFirst ? attempt : await attempts.existing(delivery);
  // With another code, the attempt was made in the meantime.
  if (recordedAttempt?.code === code)
    await outbox.add([deliveryExpired(delivery, recordedAttempt)]);
  await parking.remove(delivery);
  count('DeliveriesExpired');
  logger.info('parked delivery recorded as failed', {
    tenant_id,
    destination_id,
    event_id,
    attempt_number,
    code,
  });
}

/** The topics of a batch. They are unknown if all of its events have expired. */
const topicsOf = (events: readonly EventFacts[]) =>
  events.length === 0 ? UNKNOWN_TOPICS : topicCounts(events.map(({ topic }) => topic));
