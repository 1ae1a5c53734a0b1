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

/** Has operators told that a destination works again which they were told of, unless they are by now. */
export async function tellRecovery(
  { failures, announcements, now }: RecoveryDeps,
  destination: Destination,
): Promise<void> {
  const recovered = await failures.claimRecovery(destination, now());
  if (!recovered) return;
  const isTold = await announcements.announce([destinationRecovered(recovered, now())]);
  if (isTold) await failures.markRecovery(recovered);
}
