import type { DeliveryName } from '../attempts/attempt-item.dynamo.ts';
import type { PastAttempt } from '../attempts/attempt-store.dynamo.ts';
import type { Destination } from '../destinations/destination.ts';
import type { BatchRef } from '../events/delivery-message.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import { findRefusal, type RetryDeps } from './retry.ts';
import type { PlannedDelivery, SkipReason } from './retry-job.ts';

/** Dependencies of matching a recorded event. */
type Matching = Pick<RetryDeps, 'eventData' | 'work'>;

/** The decision on a matched delivery: retry or skip. */
export type RetryDecision = Retry | Skipped;

interface Retry {
  readonly kind: 'retry';
  readonly delivery: PlannedDelivery;
}

interface Skipped {
  readonly kind: 'skipped';
  readonly reason: SkipReason;
}

/** A delivery whose last attempt failed, and its next attempt. */
export interface Failed {
  readonly kind: 'failed';
  readonly delivery: PlannedDelivery;
}

/**
 * Matches a delivery at its last failed attempt only, so that it counts once regardless of the number
 * of its attempts.
 *
 * @param history all attempts of the delivery, sorted by number
 * @param positions the timeline positions of the attempts that the step has read
 * @returns undefined when the last failed attempt is not among `positions`
 */
export function matchFailed(
  delivery: DeliveryName,
  history: readonly PastAttempt[],
  positions: ReadonlySet<string>,
): Failed | Skipped | undefined {
  const last = history.at(-1);
  const failure = history.findLast(({ status }) => status === 'failed');
  if (!last || !failure || !positions.has(failure.position)) return undefined;
  return last.status === 'failed'
    ? { kind: 'failed', delivery: { ...delivery, attempt_number: last.attempt_number + 1 } }
    : { kind: 'skipped', reason: 'delivered' };
}

/**
 * Decides whether a failed delivery is retried, by the same rules as a single retry.
 *
 * @param event undefined when it is no longer stored
 * @param destination undefined when it does not exist
 * @throws OverWorkLimit when the tenant has exceeded its compute limit
 */
export async function decideRetry(
  deps: Matching,
  { delivery }: Failed,
  event: RecordedEvent | undefined,
  destination: Destination | undefined,
): Promise<RetryDecision> {
  const reason = await reasonToSkip(deps, event, destination);
  return reason ? { kind: 'skipped', reason } : { kind: 'retry', delivery };
}

/** A batch, and the code of its last attempt, which failed. */
export interface FailedBatch {
  readonly batch: BatchRef;
  readonly code: string;
  /** Whether its log is still stored. A delivery of a batch that is not stored ends without an attempt. */
  readonly isStored: boolean;
}

/** Decides whether a failed batch is retried. Its events matched when they were published. */
export function decideBatchRetry(
  { delivery }: Failed,
  { batch: { log, first, last }, code, isStored }: FailedBatch,
  destination: Destination | undefined,
): RetryDecision {
  if (!destination) return { kind: 'skipped', reason: 'destination_deleted' };
  if (destination.disabled_at !== null) return { kind: 'skipped', reason: 'destination_disabled' };
  if (code === 'event_expired' || !isStored) return { kind: 'skipped', reason: 'event_expired' };
  return { kind: 'retry', delivery: { ...delivery, batch: { log, first, last } } };
}

async function reasonToSkip(
  deps: Matching,
  event: RecordedEvent | undefined,
  destination: Destination | undefined,
): Promise<SkipReason | undefined> {
  if (!destination) return 'destination_deleted';
  if (!event) return 'event_expired';
  const refusal = await findRefusal(deps, event, destination);
  return typeof refusal === 'object' ? refusal.kind : refusal;
}
