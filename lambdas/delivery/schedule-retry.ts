import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { type AnyDelivery, deliveryMessage } from '../events/delivery-message.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { rejectedAll } from './destination-health.ts';
import { type ParkDeps, parkForDestination, parkRetry } from './park.ts';

/** Dependencies of {@link scheduleRetry}. */
export interface ScheduleRetryDeps extends ParkDeps {
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** The stage's retry schedule. A destination may override it. */
  readonly schedule: RetrySchedule;
  /** A retry with a longer delay, in seconds, is parked instead of queued. From 0 to SQS's maximum delay. */
  readonly parkRetriesAfterSeconds: number;
  readonly random: () => number;
}

/**
 * Schedules the retry of an attempt, if any: queues it, parks it until its due time, or parks it until
 * its destination recovers.
 *
 * @returns whether a retry is scheduled
 */
export async function scheduleRetry(
  deps: ScheduleRetryDeps,
  delivery: AnyDelivery,
  attempt: Attempt,
  destination: Destination | undefined,
): Promise<boolean> {
  if (!destination) return false;
  const wait = retryDelay(deps, delivery, attempt, destination);
  if (wait === undefined) return false;
  // A redelivered message schedules the retry again, and must not postpone it.
  const elapsed = Math.max(0, deps.now().getTime() - Date.parse(attempt.time)) / 1_000;
  const remaining = Math.max(0, Math.ceil(wait - elapsed));
  await queueRetry(deps, remaining, nextAttempt(delivery), destination);
  return true;
}

async function queueRetry(
  deps: ScheduleRetryDeps,
  wait: number,
  next: AnyDelivery,
  destination: Destination,
): Promise<void> {
  if (destination.blocked !== undefined) return parkForDestination(deps, next, destination);
  if (wait > deps.parkRetriesAfterSeconds) return parkRetry(deps, next, destination, wait);
  await deps.send([{ ...deliveryMessage(next), delaySeconds: wait }]);
  count('RetriesQueued');
}

/**
 * Seconds from the attempt to its retry. Rejections are retried as well, because the customer may fix the
 * cause.
 */
function retryDelay(
  { schedule, random }: ScheduleRetryDeps,
  { event, attempt_number }: AnyDelivery,
  attempt: Attempt,
  { retry_schedule }: Destination,
): number | undefined {
  if (!event.eligible_for_retry) return undefined;
  if (!attempt.retryable && !rejectedAll(attempt)) return undefined;
  const wait = waitAfter(attempt_number, retry_schedule ?? schedule, random());
  return wait === undefined ? undefined : Math.max(wait, retryAfter(attempt));
}

/** The `Retry-After` of the store, in seconds, as recorded with the attempt; 0 without one. */
const retryAfter = ({ response_data: { retry_after } }: Attempt): number =>
  typeof retry_after === 'number' ? retry_after : 0;

const nextAttempt = ({
  matched: _counted,
  released: _released,
  even_blocked: _asked,
  attempt_number,
  ...delivery
}: AnyDelivery): AnyDelivery => ({
  ...delivery,
  attempt_number: attempt_number + 1,
  manual: false,
});

/** Upper bounds of the delays before each retry, in seconds. */
export type RetrySchedule = readonly number[];

/**
 * Seconds to wait before the attempt that follows `attemptNumber`. Undefined when no retries remain.
 *
 * Uses equal jitter: between half and all of the scheduled delay. Deliveries that failed together are
 * not retried together, and a short schedule still outlasts a short outage. With full jitter, which
 * allows a delay of zero, `5,10,20` was exhausted within 3 seconds.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random from 0 up to, but not including, 1
 */
export function waitAfter(
  attemptNumber: number,
  schedule: RetrySchedule,
  random: number,
): number | undefined {
  const bound = schedule[attemptNumber - 1];
  return bound === undefined ? undefined : Math.ceil((bound * (1 + random)) / 2);
}
