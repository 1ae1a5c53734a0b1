import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptLog } from '../attempts/attempt-log.dynamo.ts';
import type { Destination } from '../destinations/destination.ts';
import type { Delivery } from '../events/delivery-message.ts';
import type { Tally } from '../metrics/tally.ts';
import { count } from '../runtime/counts.ts';
import { logger } from '../runtime/logger.ts';
import { type HealthDeps, noteHealth } from './destination-health.ts';
import { type FollowUpDeps, followUp } from './follow-up.ts';
import { parkForDestination } from './park.ts';
import { type TryDeps, tryOnce } from './try-once.ts';

/** What delivering needs. */
export interface DeliverDeps extends TryDeps, FollowUpDeps, HealthDeps {
  readonly attempts: AttemptLog;
  /** Counts what is recorded. */
  readonly tally: Tally;
  /** Whether a delivery waits for a disabled destination; otherwise it fails. */
  readonly keepsForDisabled: boolean;
}

/** A delivery as it came out of the queue. */
export interface Received {
  readonly delivery: Delivery;
  /** Whether its message has been handed out before: an earlier run may have been cut short. */
  readonly again: boolean;
}

/**
 * One try at a delivery: write, record, and see to what follows. A try may be run twice; the first
 * record of it stands, and says what follows. A delivery whose destination is blocked or disabled is
 * parked without a try.
 */
export async function deliver(
  deps: DeliverDeps,
  { delivery, again }: Received,
  signal: AbortSignal,
): Promise<void> {
  // A first attempt is seldom made before; it is not worth the read.
  const standing =
    again || delivery.attempt_number > 1 ? await standingRecord(deps, delivery) : undefined;
  // Another message's run has made it, and sees to what follows: doubles do not go on side by side.
  if (standing && !again) return;
  const { event, destination_id } = delivery;
  const destination = await deps.destinations.find(event.tenant_id, destination_id);
  if (standing) {
    return followUp(deps, delivery, standing, destination, destination?.blocked !== undefined);
  }
  if (destination && waits(deps, delivery, destination)) {
    return parkForDestination(deps, delivery, destination);
  }
  const attempt = await tryOnce(deps, delivery, destination, signal);
  const first = await recorded(deps, delivery, attempt);
  const isOurs = first?.id === attempt.id;
  if (!first || (!isOurs && !again)) return;
  const isBlocked =
    isOurs && isTried(destination) && (await noteHealth(deps, destination, attempt));
  await followUp(deps, delivery, first, destination, isBlocked);
}

/** Whether a delivery is parked before it is tried. Somebody who tries by hand wants to know. */
const waits = (
  { keepsForDisabled }: DeliverDeps,
  { manual }: Delivery,
  { deleted_at, disabled_at, blocked }: Destination,
): boolean =>
  deleted_at === undefined &&
  ((disabled_at !== null && keepsForDisabled) || (blocked !== undefined && !manual));

/** Whether a try has got as far as the store. */
const isTried = (destination: Destination | undefined): destination is Destination =>
  destination !== undefined &&
  destination.deleted_at === undefined &&
  destination.disabled_at === null;

/** Records an attempt; gives the record that stands, which may be of an earlier run. */
async function recorded(
  deps: DeliverDeps,
  delivery: Delivery,
  attempt: Attempt,
): Promise<Attempt | undefined> {
  const isFirst = await deps.attempts.record(attempt);
  tell(attempt);
  // Also ours when the answer to the first put was lost and the SDK has put again.
  const first = isFirst ? attempt : await standingRecord(deps, delivery);
  if (first?.id === attempt.id) {
    deps.tally.recorded(attempt, delivery.event.time, delivery.matched);
  }
  return first;
}

const standingRecord = (
  { attempts }: DeliverDeps,
  { event, destination_id, attempt_number }: Delivery,
): Promise<Attempt | undefined> =>
  attempts.standing({
    event_id: event.id,
    tenant_id: event.tenant_id,
    destination_id,
    attempt_number,
  });

function tell(attempt: Attempt): void {
  const { tenant_id, destination_id, event_id, attempt_number, status, code } = attempt;
  count(status === 'success' ? 'AttemptsSucceeded' : 'AttemptsFailed');
  logger.info('attempt', { tenant_id, destination_id, event_id, attempt_number, status, code });
}
