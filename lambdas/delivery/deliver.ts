import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { type Delivery, destinationOf } from '../events/delivery-message.ts';
import type { ThrottleSignal } from '../platform/sqs/batch-throttle.ts';
import { type AttemptDeliveryDeps, attemptDelivery } from './attempt-delivery.ts';
import { type HealthDeps, updateHealth } from './destination-health.ts';
import { emitOperatorEvents, type OutcomeDeps } from './emit-operator-events.ts';
import { parkForDestination, unpark } from './park.ts';
import {
  existingAttempt,
  logInterruptedAttempt,
  type RecordDeps,
  recordAttempt,
} from './record-attempt.ts';
import { type ScheduleRetryDeps, scheduleRetry } from './schedule-retry.ts';
import { type DeliveryQueue, isSlow } from './slow-queue/delivery-queue.ts';
import { throttleSignal } from './slow-queue/latency.ts';
import { type MarkSlowDeps, markSlow } from './slow-queue/mark-slow.ts';

/** What delivering needs. */
export interface DeliverDeps
  extends AttemptDeliveryDeps,
    ScheduleRetryDeps,
    HealthDeps,
    MarkSlowDeps,
    RecordDeps,
    OutcomeDeps {
  /** Whether a delivery waits for a disabled destination; otherwise it fails. */
  readonly keepsForDisabled: boolean;
}

/** A delivery as it came out of the queue. */
export interface Received {
  readonly delivery: Delivery;
  /** Whether its message has been handed out before: an earlier run may have been cut short. */
  readonly again: boolean;
  readonly lane: DeliveryQueue;
}

/**
 * One try at a delivery: write, record, and see to what follows. A try may be run twice; the first
 * record of it stands, and says what follows. A delivery whose destination is blocked or disabled is
 * parked without a try; one whose destination is slow is not made in the quick lane.
 *
 * @returns what that says of its destination to whoever has more for it in hand
 */
export async function deliver(
  deps: DeliverDeps,
  { delivery, again, lane }: Received,
  signal: AbortSignal,
): Promise<ThrottleSignal | undefined> {
  // A first attempt is seldom made before, unless it has been parked; it is not worth the read.
  const mayStand = again || delivery.attempt_number > 1 || delivery.released;
  const standing = mayStand ? await existingAttempt(deps, delivery) : undefined;
  // Another message's run has made it, and sees to what follows: doubles do not go on side by side.
  if (standing && !again) return undefined;
  // Another destination that has its id by now is none of it.
  const destination = await deps.destinations.findOnly(destinationOf(delivery));
  if (standing) {
    await finishAttempt(deps, delivery, standing, destination);
    return undefined;
  }
  if (destination && shouldPark(deps, delivery, destination)) {
    await parkForDestination(deps, delivery, destination);
    return undefined;
  }
  if (destination && lane === 'quick' && isSlow(destination, deps.now())) return 'not_now';
  const { attempt, pace } = await attemptDelivery(deps, delivery, destination, lane, signal);
  if (pace === 'cut') logInterruptedAttempt(attempt);
  else await recordAndFinish(deps, { delivery, again }, destination, attempt);
  if (isTried(destination, attempt)) await markSlow(deps, destination, pace);
  return throttleSignal(pace, attempt.status === 'success');
}

/** Records an attempt, and sees to what follows it. */
async function recordAndFinish(
  deps: DeliverDeps,
  { delivery, again }: Omit<Received, 'lane'>,
  destination: Destination | undefined,
  attempt: Attempt,
): Promise<void> {
  const first = await recordAttempt(deps, delivery, attempt);
  const isOurs = first?.id === attempt.id;
  if (!first || (!isOurs && !again)) return;
  const noted =
    isOurs && isTried(destination, attempt)
      ? await updateHealth(deps, destination, attempt)
      : destination;
  await finishAttempt(deps, delivery, first, noted);
}

/**
 * Sees to what follows an attempt, and to what was parked to make it; and then has operators told of
 * it: no delivery waits for that.
 */
async function finishAttempt(
  deps: DeliverDeps,
  delivery: Delivery,
  attempt: Attempt,
  destination: Destination | undefined,
): Promise<void> {
  const isRetried = await scheduleRetry(deps, delivery, attempt, destination);
  // What has been released is taken away by the releaser.
  if (delivery.manual) await unpark(deps, delivery);
  await emitOperatorEvents(deps, { event: delivery.event, attempt, destination, isRetried });
}

/** Whether a delivery is parked before it is tried. */
const shouldPark = (
  { keepsForDisabled }: DeliverDeps,
  { even_blocked = false, undecided = false }: Delivery,
  { deleted_at, disabled_at, blocked }: Destination,
): boolean =>
  deleted_at === undefined &&
  !undecided &&
  ((disabled_at !== null && keepsForDisabled) || (blocked !== undefined && !even_blocked));

/**
 * Codes of attempts that ended before the store was asked, because of the event. They count neither
 * towards blocking nor towards alerts: events of a new form, which no template expects, or a bucket
 * of ours that is not connected would disable every destination.
 */
const ABOUT_THE_EVENT = new Set(['event_expired', 'data_unavailable', 'key_template']);

/** Whether a try says anything of its destination: of its store, or of what is set for it. */
const isTried = (
  destination: Destination | undefined,
  { code }: Attempt,
): destination is Destination =>
  destination !== undefined &&
  destination.deleted_at === undefined &&
  destination.disabled_at === null &&
  !ABOUT_THE_EVENT.has(code);
