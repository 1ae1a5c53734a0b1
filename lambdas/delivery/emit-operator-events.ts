import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { emitRecovery, type RecoveryDeps } from '../destinations/emit-recovery.ts';
import type { Delivery } from '../events/delivery-message.ts';
import { attemptMade } from '../operator-events/attempt-events.ts';
import { type AlertDeps, alert } from './alert.ts';

/** Dependencies of {@link emitOperatorEvents}. */
export interface OutcomeDeps extends AlertDeps, RecoveryDeps {}

/** A recorded attempt and its follow-up. */
export interface Outcome {
  readonly event: Delivery['event'];
  readonly attempt: Attempt;
  /** The destination after the attempt. Undefined when it does not exist. */
  readonly destination: Destination | undefined;
  /** Whether an automatic retry is scheduled. */
  readonly isRetried: boolean;
}

/**
 * Emits the operator event of an attempt and, if applicable, alerts about its destination. No delivery
 * waits for it. A redelivered message emits the events again with the same ids and payloads.
 */
export async function emitOperatorEvents(deps: OutcomeDeps, outcome: Outcome): Promise<void> {
  const { attempt, destination } = outcome;
  deps.outbox.collect(attemptMade(outcome));
  if (!destination || destination.deleted_at !== undefined) return;
  if (attempt.status === 'failed') await alert(deps, { ...outcome, destination });
  else if (destination.alerted === 0) await emitRecovery(deps, destination, attempt.id);
}
