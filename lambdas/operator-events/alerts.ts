import {
  type AttemptContext,
  attemptPayload,
  type DestinationPayload,
  destinationPayload,
  eventPayload,
} from './event-payloads.ts';
import { type OperatorEvent, operatorEvent } from './operator-event.ts';

/** Alert levels in percent of the failure threshold, highest first. The same as in Outpost. */
const LEVELS = [100, 90, 70, 50];

/** The level at which a destination may be disabled. */
export const FULL = 100;

/** Consecutive failures that are `level` percent of `max`, rounded up. */
export const failureThreshold = (level: number, max: number): number =>
  Math.ceil((level * max) / 100);

/**
 * The highest level that this number of consecutive failures has reached; 0 below all levels.
 *
 * @param max the number of failures that is 100 %; 0 disables alerts
 */
export const alertLevel = (failures: number, max: number): number =>
  max === 0 ? 0 : (LEVELS.find((level) => failures >= failureThreshold(level, max)) ?? 0);

/** A failing destination. */
interface FailingDestination extends DestinationPayload {
  /** The time since which its attempts have failed. Unknown for failures recorded by early versions. */
  readonly failing_since?: string | undefined;
  readonly revision: number;
}

/** A failed attempt at a failing destination. */
interface FailedAttempt extends AttemptContext {
  readonly destination: FailingDestination;
}

/** The state of a series of consecutive failures. */
interface ConsecutiveFailures {
  readonly current: number;
  /** The number of failures that is 100 %. */
  readonly max: number;
  /** The level reached, in percent: 50, 70, 90 or 100. */
  readonly threshold: number;
}

/** Consecutive attempts have failed, up to an alert level. */
export const consecutiveFailure = (
  context: FailedAttempt,
  consecutive_failures: ConsecutiveFailures,
): OperatorEvent => {
  const { id, tenant_id, failing_since = '', revision } = context.destination;
  return operatorEvent(
    {
      topic: 'alert.destination.consecutive_failure',
      time: context.attempt.time,
      tenant_id,
      data: { tenant_id, ...toPayloads(context), consecutive_failures },
    },
    // A change of the destination starts a new series of failures, which is alerted again.
    [id, failing_since, revision, consecutive_failures.threshold],
  );
};

/** Waybill has disabled the destination because of consecutive failures. */
export const destinationDisabled = (context: FailedAttempt, disabled_at: string): OperatorEvent => {
  const { id, tenant_id } = context.destination;
  const { destination, event, attempt } = toPayloads(context);
  const reason = 'consecutive_failure';
  return operatorEvent(
    {
      topic: 'alert.destination.disabled',
      time: disabled_at,
      tenant_id,
      data: { tenant_id, destination, disabled_at, reason, event, attempt },
    },
    [id, disabled_at],
  );
};

/** A delivery has failed and has no retries remaining. */
export const retriesExhausted = (context: AttemptContext): OperatorEvent => {
  const { destination, event, attempt } = context;
  const { tenant_id } = destination;
  return operatorEvent(
    {
      topic: 'alert.attempt.exhausted_retries',
      time: attempt.time,
      tenant_id,
      data: { tenant_id, ...toPayloads(context) },
    },
    [
      event.id,
      destination.id,
      attempt.attempt_number,
      ...(destination.incarnation === undefined ? [] : [destination.incarnation]),
    ],
  );
};

/** A destination rejects every delivery. Deliveries are parked until it recovers. */
export const destinationBlocked = (
  context: AttemptContext,
  blocked: { readonly at: string; readonly code: string; readonly message: string },
): OperatorEvent => {
  const { id, tenant_id } = context.destination;
  return operatorEvent(
    {
      topic: 'alert.destination.blocked',
      time: blocked.at,
      tenant_id,
      data: { tenant_id, ...toPayloads(context), blocked },
    },
    [id, blocked.at],
  );
};

/** A destination for which an alert was emitted has recovered at `time`. */
export const destinationRecovered = (
  destination: FailingDestination,
  time: string,
): OperatorEvent => {
  const { id, tenant_id, failing_since, revision } = destination;
  return operatorEvent(
    {
      topic: 'alert.destination.recovered',
      time,
      tenant_id,
      data: { tenant_id, destination: destinationPayload(destination), failing_since },
    },
    [id, failing_since ?? '', revision],
  );
};

/** The failed check of a destination. */
interface FailedCheck {
  readonly code: string;
  readonly message: string;
  readonly checked_at: string;
}

/**
 * A check has found that the destination would reject deliveries. No delivery has failed yet.
 *
 * @param since when an earlier check passed, RFC 3339
 */
export const destinationDegraded = (
  destination: DestinationPayload & { readonly revision: number },
  verification: FailedCheck,
  since: string,
): OperatorEvent => {
  const { id, tenant_id, incarnation = '', revision } = destination;
  return operatorEvent(
    {
      topic: 'alert.destination.degraded',
      time: verification.checked_at,
      tenant_id,
      data: { tenant_id, destination: destinationPayload(destination), verification },
    },
    // A check that is repeated after an interruption emits the same event.
    [id, incarnation, revision, since],
  );
};

const toPayloads = ({ event, attempt, destination }: AttemptContext) => ({
  event: eventPayload(event),
  attempt: attemptPayload(attempt),
  destination: destinationPayload(destination),
});
