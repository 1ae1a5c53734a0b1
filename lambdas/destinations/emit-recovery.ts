import { destinationRecovered } from '../operator-events/alerts.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import type { Destination } from './destination.ts';
import type { FailureCounters } from './failure-counters.dynamo.ts';

/** What telling operators of a recovery needs. */
export interface RecoveryDeps {
  readonly failures: FailureCounters;
  readonly announcements: Outbox;
  readonly now: () => Date;
}

/**
 * Has operators told that a destination works again which they were told of, unless they are by now.
 *
 * @param by the attempt or the verification that found out
 */
export async function emitRecovery(
  { failures, announcements, now }: RecoveryDeps,
  destination: Destination,
  by: string,
): Promise<void> {
  const recovered = await failures.claimRecovery(destination, { by, now: now() });
  if (!recovered) return;
  // Not now: who tells it again is to use the same words.
  const { recovered_at = now().toISOString() } = recovered;
  const isTold = await announcements.add([destinationRecovered(recovered, recovered_at)]);
  if (isTold) await failures.markRecovery(recovered);
}
