import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import { type Delivery, deliveryMessage } from '../events/delivery-message.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { refusedAll } from './destination-health.ts';
import { type ParkDeps, parkForDestination, parkRetry } from './park.ts';
import { type RetrySchedule, waitAfter } from './retry-schedule.ts';

/** What following an attempt up needs. */
export interface ScheduleRetryDeps extends ParkDeps {
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** The stage's own; a destination may have another. */
  readonly schedule: RetrySchedule;
  /** A retry that is further away than this many seconds is parked: 0 to SQS's longest delay. */
  readonly parkRetriesAfterSeconds: number;
  readonly random: () => number;
}

/**
 * Sees to what follows an attempt: nothing, a retry in the queue, or one that is parked until its
 * time, or until its destination works again.
 *
 * @returns whether anything does
 */
export async function scheduleRetry(
  deps: ScheduleRetryDeps,
  delivery: Delivery,
  attempt: Attempt,
  destination: Destination | undefined,
): Promise<boolean> {
  if (!destination) return false;
  const wait = waitFor(deps, delivery, attempt, destination);
  if (wait === undefined) return false;
  await retryIn(deps, wait, afterwards(delivery), destination);
  return true;
}

async function retryIn(
  deps: ScheduleRetryDeps,
  wait: number,
  next: Delivery,
  destination: Destination,
): Promise<void> {
  if (destination.blocked !== undefined) return parkForDestination(deps, next, destination);
  if (wait > deps.parkRetriesAfterSeconds) return parkRetry(deps, next, destination, wait);
  await deps.send([{ ...deliveryMessage(next), delaySeconds: wait }]);
  count('RetriesQueued');
}

/** Refusals are tried again as well: what the customer must mend, the customer may have mended. */
function waitFor(
  { schedule, random }: ScheduleRetryDeps,
  { event, attempt_number }: Delivery,
  attempt: Attempt,
  { retry_schedule }: Destination,
): number | undefined {
  if (!event.eligible_for_retry) return undefined;
  if (!attempt.retryable && !refusedAll(attempt)) return undefined;
  const wait = waitAfter(attempt_number, retry_schedule ?? schedule, random());
  return wait === undefined ? undefined : Math.max(wait, storesWait(attempt));
}

/** Seconds that the store wants to be left alone: as recorded, as all that follows an attempt. */
const storesWait = ({ response_data: { retry_after } }: Attempt): number =>
  typeof retry_after === 'number' ? retry_after : 0;

const afterwards = ({
  matched: _counted,
  released: _released,
  even_blocked: _asked,
  attempt_number,
  ...delivery
}: Delivery): Delivery => ({
  ...delivery,
  attempt_number: attempt_number + 1,
  manual: false,
});
