import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { isLive } from '../destinations/destination-state.ts';
import { emitRecovery, type RecoveryDeps } from '../destinations/emit-operator-events.ts';
import type { FailureCounters } from '../destinations/failure-counters.dynamo.ts';
import type { Subject } from '../events/delivery-message.ts';
import {
  alertLevel,
  consecutiveFailure,
  destinationBlocked,
  destinationDisabled,
  FULL,
  failureThreshold,
  retriesExhausted,
} from '../operator-events/alerts.ts';
import { attemptMade } from '../operator-events/attempt-events.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** Dependencies of {@link emitOperatorEvents}. */
export interface OutcomeDeps extends AlertDeps, RecoveryDeps {}

/** A recorded attempt and its follow-up. */
export interface FinishedAttempt {
  readonly event: Subject;
  readonly attempt: Attempt;
  /** The destination after the attempt. Undefined when it does not exist. */
  readonly destination: Destination | undefined;
  /** Whether an automatic retry is scheduled. */
  readonly isRetried: boolean;
}

/**
 * Emits the operator event of an attempt and, if applicable, alerts about its destination. No delivery
 * waits for it. A redelivered message emits the events again with the same ids and payloads.
 *
 * @throws Error when an alert could not be queued. The redelivered message emits it from what is recorded.
 */
export async function emitOperatorEvents(
  deps: OutcomeDeps,
  finished: FinishedAttempt,
): Promise<void> {
  const { attempt, destination } = finished;
  deps.outbox.collect(`attempt.${attempt.status}`, () => attemptMade(finished));
  if (!isLive(destination)) return;
  if (attempt.status === 'failed') await alert(deps, { ...finished, destination });
  else if (destination.last_alert_level === 0) await emitRecovery(deps, destination, attempt.id);
}

/** Dependencies of {@link alert}. */
interface AlertDeps {
  readonly failures: FailureCounters;
  readonly outbox: Outbox;
  /** Consecutive failures that count as 100 %. 0 disables these alerts. */
  readonly consecutiveFailureThreshold: number;
  /** Whether a destination that reaches 100 % is disabled. */
  readonly autoDisable: boolean;
  readonly now: () => Date;
}

/** A failed attempt of a destination that exists. */
interface Failed extends FinishedAttempt {
  readonly destination: Destination;
}

/** Emits the alerts that a failed attempt causes: blocked, consecutive failures, retries exhausted. */
async function alert(deps: AlertDeps, failed: Failed): Promise<void> {
  const { attempt, destination } = failed;
  const { blocked, last_block } = destination;
  // When an interrupted run is repeated, the destination may have been unblocked: use its last block.
  const block = [blocked, last_block].find((one) => one?.at === attempt.time);
  if (block) await deps.outbox.add([destinationBlocked(failed, block)]);
  await alertConsecutiveFailures(deps, failed);
  if (hasExhaustedRetries(failed)) await alertRetriesExhausted(deps, failed);
}

/** Claims the alert, disables the destination, queues the alert, and marks it as sent, in this order. */
async function alertConsecutiveFailures(deps: AlertDeps, failed: Failed): Promise<void> {
  const { consecutiveFailureThreshold: max, now } = deps;
  const { attempt, destination } = failed;
  const { consecutive_failures: current = 0, last_alert_level = 0 } = destination;
  const level = alertLevel(current, max);
  if (level <= last_alert_level) return;
  const claimant = { by: attempt.id, now: now() };
  const min = failureThreshold(level, max);
  if (!(await deps.failures.claimLevel(destination, level, min, claimant))) return;
  const disabled_at = level === FULL && deps.autoDisable ? await disable(deps, failed) : undefined;
  const updated = disabled_at === undefined ? failed : withDisabledAt(failed, disabled_at);
  await deps.outbox.add([
    ...(disabled_at === undefined ? [] : [destinationDisabled(updated, disabled_at)]),
    consecutiveFailure(updated, { current, max, threshold: level }),
  ]);
  await deps.failures.markLevel(destination, level);
}

/**
 * Disables the destination, unless it was changed in the meantime.
 *
 * @returns the time at which it was disabled; undefined when it was not, or another caller disabled it
 */
async function disable(
  { failures }: AlertDeps,
  { attempt, destination }: Failed,
): Promise<string | undefined> {
  const { tenant_id, id, disabled_at } = destination;
  // `disabled_at` is the attempt's time, by which a repeated run recognizes its own change.
  if (disabled_at === attempt.time) return disabled_at;
  if (!(await failures.disable(destination, attempt.time))) return undefined;
  count('DestinationsDisabled');
  logger.warn('destination disabled after consecutive failures', { tenant_id, destination_id: id });
  return attempt.time;
}

const withDisabledAt = (failed: Failed, disabled_at: string): Failed => ({
  ...failed,
  destination: { ...failed.destination, disabled_at },
});

/**
 * Whether a retryable delivery has no retries left. Attempts that failed because the destination is
 * disabled do not count.
 */
const hasExhaustedRetries = ({ event, attempt, isRetried }: Failed): boolean =>
  event.eligible_for_retry && !isRetried && attempt.code !== 'destination_disabled';

async function alertRetriesExhausted(
  { failures, outbox, now }: AlertDeps,
  failed: Failed,
): Promise<void> {
  const { attempt, destination } = failed;
  const { exhausted_alert_suppressed_until = '' } = destination;
  if (exhausted_alert_suppressed_until > now().toISOString()) return;
  if (!(await failures.claimExhausted(destination, { by: attempt.id, now: now() }))) return;
  await outbox.add([retriesExhausted(failed)]);
  await failures.markExhausted(destination, now());
}
