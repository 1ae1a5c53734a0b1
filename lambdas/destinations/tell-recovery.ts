import { destinationRecovered } from '../operator-events/alerts.ts';
import type { Announcements } from '../operator-events/announcements.ts';
import type { Destination } from './destination.ts';
import type { Failures } from './failures.dynamo.ts';

/** What telling operators of a recovery needs. */
export interface RecoveryDeps {
  readonly failures: Failures;
  readonly announcements: Announcements;
  readonly now: () => Date;
}

/**
 * Has operators told that a destination works again which they were told of, unless they are by now.
 *
 * @param by the attempt or the verification that found out
 */
export async function tellRecovery(
  { failures, announcements, now }: RecoveryDeps,
  destination: Destination,
  by: string,
): Promise<void> {
  const recovered = await failures.claimRecovery(destination, { by, now: now() });
  if (!recovered) return;
  // Not now: who tells it again is to use the same words.
  const { recovered_at = now().toISOString() } = recovered;
  const isTold = await announcements.announce([destinationRecovered(recovered, recovered_at)]);
  if (isTold) await failures.markRecovery(recovered);
}
