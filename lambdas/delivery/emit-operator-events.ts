import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { emitRecovery, type RecoveryDeps } from '../destinations/emit-recovery.ts';
import type { Delivery } from '../events/delivery-message.ts';
import { attemptMade } from '../operator-events/attempt-events.ts';
import { type AlertDeps, alert } from './alert.ts';

/** What telling operators of an attempt needs. */
export interface OutcomeDeps extends AlertDeps, RecoveryDeps {}

/** An attempt that is on record, and what has been done about it. */
export interface Outcome {
  readonly event: Delivery['event'];
  readonly attempt: Attempt;
  /** As it is after the attempt; undefined when there is none. */
  readonly destination: Destination | undefined;
  /** Whether another attempt follows by itself. */
  readonly isRetried: boolean;
}

/**
 * Has operators told of an attempt and, if it says so, of its destination. Nothing waits for it; a
 * message that comes again has them told again, in the same words.
 */
export async function emitOperatorEvents(deps: OutcomeDeps, outcome: Outcome): Promise<void> {
  const { attempt, destination } = outcome;
  deps.announcements.collect(attemptMade(outcome));
  if (!destination || destination.deleted_at !== undefined) return;
  if (attempt.status === 'failed') await alert(deps, { ...outcome, destination });
  else if (destination.alerted === 0) await emitRecovery(deps, destination, attempt.id);
}
