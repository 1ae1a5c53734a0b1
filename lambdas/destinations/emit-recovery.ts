import { destinationRecovered } from '../operator-events/alerts.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import type { Destination } from './destination.ts';
import type { FailureCounters } from './failure-counters.dynamo.ts';

/** Dependencies of emitting a recovery event. */
export interface RecoveryDeps {
  readonly failures: FailureCounters;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/**
 * Emits the recovery event of a destination that operators were alerted about, unless it has been
 * emitted or claimed.
 *
 * @param by the id of the attempt or verification that succeeded
 */
export async function emitRecovery(
  { failures, outbox, now }: RecoveryDeps,
  destination: Destination,
  by: string,
): Promise<void> {
  const recovered = await failures.claimRecovery(destination, { by, now: now() });
  if (!recovered) return;
  // Use the recorded time, so that a re-emitted event has the same payload.
  const { recovered_at = now().toISOString() } = recovered;
  const wasQueued = await outbox.add([destinationRecovered(recovered, recovered_at)]);
  if (wasQueued) await failures.markRecovery(recovered);
}
