import type { DeliveryName, PastAttempt } from '../attempts/attempt-store.dynamo.ts';
import type { Destination } from '../destinations/destination.ts';
import type { RecordedEvent } from '../events/event-store.dynamo.ts';
import { type RetryDeps, refusalOf } from './retry.ts';
import type { PlannedDelivery, SkipReason } from './retry-job.ts';

/** What matching an event on record needs. */
type Matching = Pick<RetryDeps, 'eventData' | 'work'>;

/** What becomes of a delivery that a job has come upon. */
export type RetryDecision = Again | Skipped;

interface Again {
  readonly kind: 'again';
  readonly delivery: PlannedDelivery;
}

interface Skipped {
  readonly kind: 'skipped';
  readonly reason: SkipReason;
}

/** A delivery whose last attempt has failed, and what its next would be. */
export interface Failed {
  readonly kind: 'failed';
  readonly delivery: PlannedDelivery;
}

/**
 * What a job has come upon by some of a delivery's attempts. It comes upon the delivery at its last
 * failed attempt and nowhere else, so that each counts once, however many attempts there are.
 *
 * @param history all its attempts, by number
 * @param positions of those attempts
 */
export function matchFailed(
  delivery: DeliveryName,
  history: readonly PastAttempt[],
  positions: ReadonlySet<string>,
): Failed | Skipped | undefined {
  const last = history.at(-1);
  const failure = history.findLast(({ status }) => status === 'failed');
  if (!last || !failure || !positions.has(failure.position)) return undefined;
  return last.status === 'failed'
    ? { kind: 'failed', delivery: { ...delivery, attempt_number: last.attempt_number + 1 } }
    : { kind: 'skipped', reason: 'delivered' };
}

/**
 * Whether a failed delivery is tried again, by the same rules as one that is asked for alone.
 *
 * @param event undefined when it is no longer on record
 * @param destination undefined when there is no live one
 * @throws OverWorkLimit when the tenant's filters have taken too much lately
 */
export async function decideRetry(
  deps: Matching,
  { delivery }: Failed,
  event: RecordedEvent | undefined,
  destination: Destination | undefined,
): Promise<RetryDecision> {
  const reason = await reasonToSkip(deps, event, destination);
  return reason ? { kind: 'skipped', reason } : { kind: 'again', delivery };
}

async function reasonToSkip(
  deps: Matching,
  event: RecordedEvent | undefined,
  destination: Destination | undefined,
): Promise<SkipReason | undefined> {
  if (!destination) return 'destination_deleted';
  if (!event) return 'event_expired';
  const refusal = await refusalOf(deps, event, destination);
  return typeof refusal === 'object' ? refusal.kind : refusal;
}
