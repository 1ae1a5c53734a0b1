import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type { Delivery } from '../events/delivery-message.ts';
import type { BatchCounters } from '../metrics/batch-counters.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** What recording an attempt needs. */
export interface RecordDeps {
  readonly attempts: AttemptStore;
  /** Counts what is recorded. */
  readonly tally: BatchCounters;
}

/** Records an attempt; gives the record that stands, which may be of an earlier run. */
export async function recordAttempt(
  deps: RecordDeps,
  delivery: Delivery,
  attempt: Attempt,
): Promise<Attempt | undefined> {
  const isFirst = await deps.attempts.record(attempt);
  tell(attempt);
  // Also ours when the answer to the first put was lost and the SDK has put again.
  const first = isFirst ? attempt : await existingAttempt(deps, delivery);
  if (first?.id === attempt.id) {
    deps.tally.recorded(attempt, delivery.event.time, delivery.matched);
  }
  return first;
}

/** The record of the attempt that a delivery asks for, if it has been made. */
export const existingAttempt = (
  { attempts }: RecordDeps,
  { event, destination_id, incarnation, attempt_number }: Delivery,
): Promise<Attempt | undefined> =>
  attempts.standing({
    event_id: event.id,
    tenant_id: event.tenant_id,
    tenant_incarnation: event.tenant_incarnation,
    destination_id,
    incarnation,
    attempt_number,
  });

/** Logs a try that was cut, and is not recorded. */
export function logInterruptedAttempt({
  tenant_id,
  destination_id,
  event_id,
  attempt_number,
}: Attempt): void {
  const ids = { tenant_id, destination_id, event_id, attempt_number };
  logger.info('no answer within the patience of the quick lane', ids);
}

function tell(attempt: Attempt): void {
  const { tenant_id, destination_id, event_id, attempt_number, status, code } = attempt;
  count(status === 'success' ? 'AttemptsSucceeded' : 'AttemptsFailed');
  logger.info('attempt', { tenant_id, destination_id, event_id, attempt_number, status, code });
}
