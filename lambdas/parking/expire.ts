import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import { UNKNOWN_TOPICS } from '../attempts/batch-topics.ts';
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
  event_expired: () => 'the event has expired and can no longer be delivered',
  cancelled: () => 'the delivery was cancelled',
};

/**
 * Expires a parked delivery: records a failed attempt in place of the one that would have been made,
 * emits `delivery.expired`, and removes the parked delivery.
 */
export async function expire(
  { parking, attempts, countAttempt, outbox, now, newId }: ExpireDeps,
  delivery: ParkedDelivery,
  code: ExpiryReason,
): Promise<void> {
  const { tenant_id, destination_id, destination_type, event_id, topic } = delivery;
  const { tenant_incarnation, incarnation, attempt_number, manual } = delivery;
  const time = now();
  const attempt: Attempt = {
    id: `atm_${newId(time)}`,
    tenant_id,
    tenant_incarnation,
    event_id,
    ...(delivery.batch && { batch: delivery.batch, topics: UNKNOWN_TOPICS }),
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
  if (isFirst) await countAttempt(attempt, delivery.event_time, delivery.matched);
  const recordedAttempt = isFirst ? attempt : await attempts.existing(delivery);
  // With another code, the attempt was made in the meantime.
  if (recordedAttempt?.code === code)
    await outbox.add([deliveryExpired(delivery, recordedAttempt)]);
  await parking.remove(delivery);
  count('DeliveriesExpired');
  logger.info('delivery expired', { tenant_id, destination_id, event_id, attempt_number, code });
}
