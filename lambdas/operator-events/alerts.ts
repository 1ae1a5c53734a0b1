import {
  attemptPayload,
  type DestinationPayload,
  destinationPayload,
  eventPayload,
  type Trial,
} from './event-payloads.ts';
import { type OperatorEvent, operatorEvent } from './operator-event.ts';

/** A destination in trouble. */
interface Ailing extends DestinationPayload {
  /** Since when its attempts have failed; unknown of what began long ago. */
  readonly failing_since?: string | undefined;
  readonly revision: number;
}

/** A failed attempt at a destination in trouble. */
interface FailedTrial extends Trial {
  readonly destination: Ailing;
}

/** How far a row of failures has gone. */
interface ConsecutiveFailures {
  readonly current: number;
  /** Failures that are 100 %. */
  readonly max: number;
  /** Percent that have been reached: 50, 70, 90 or 100. */
  readonly threshold: number;
}

/** So many attempts in a row have failed. */
export const consecutiveFailure = (
  trial: FailedTrial,
  consecutive_failures: ConsecutiveFailures,
): OperatorEvent => {
  const { id, tenant_id, failing_since = '', revision } = trial.destination;
  return operatorEvent(
    {
      topic: 'alert.destination.consecutive_failure',
      time: trial.attempt.time,
      tenant_id,
      data: { tenant_id, ...copied(trial), consecutive_failures },
    },
    // A change begins a new row of failures, which is told of again.
    [id, failing_since, revision, consecutive_failures.threshold],
  );
};

/** So many attempts in a row have failed that Waybill has disabled the destination. */
export const destinationDisabled = (trial: FailedTrial, disabled_at: string): OperatorEvent => {
  const { id, tenant_id } = trial.destination;
  const { destination, event, attempt } = copied(trial);
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

/** A delivery has failed, and is not tried again. */
export const retriesExhausted = (trial: Trial): OperatorEvent => {
  const { destination, event, attempt } = trial;
  const { tenant_id } = destination;
  return operatorEvent(
    {
      topic: 'alert.attempt.exhausted_retries',
      time: attempt.time,
      tenant_id,
      data: { tenant_id, ...copied(trial) },
    },
    [
      event.id,
      destination.id,
      attempt.attempt_number,
      ...(destination.incarnation === undefined ? [] : [destination.incarnation]),
    ],
  );
};

/** A destination refuses everything: deliveries are parked until it does not. */
export const destinationBlocked = (
  trial: Trial,
  blocked: { readonly at: string; readonly code: string; readonly message: string },
): OperatorEvent => {
  const { id, tenant_id } = trial.destination;
  return operatorEvent(
    {
      topic: 'alert.destination.blocked',
      time: blocked.at,
      tenant_id,
      data: { tenant_id, ...copied(trial), blocked },
    },
    [id, blocked.at],
  );
};

/** A destination works again, since `time`, that was told to be failing or blocked. */
export const destinationRecovered = (destination: Ailing, time: string): OperatorEvent => {
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

const copied = ({ event, attempt, destination }: Trial) => ({
  event: eventPayload(event),
  attempt: attemptPayload(attempt),
  destination: destinationPayload(destination),
});
