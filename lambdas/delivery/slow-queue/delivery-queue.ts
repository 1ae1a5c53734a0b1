import type { SQSRecord } from 'aws-lambda';
import type { Destination } from '../../destinations/destination.ts';
import { secondsAfter } from '../../parking/timer.ts';

/**
 * The queue a delivery is received from. The primary queue (`quick`) has a short write timeout.
 * Deliveries to slow destinations use the `slow` queue, which has its own concurrency and longer timeouts.
 */
export type DeliveryQueue = 'primary' | 'slow';

/** Seconds for which a destination stays marked as slow. */
const SLOW_SECONDS = 60;

/** The queue of a record. The ARN and the URL of a queue both end with its name. */
export const deliveryQueueOf = (
  { eventSourceARN }: SQSRecord,
  slowQueueUrl: string,
): DeliveryQueue =>
  eventSourceARN.split(':').at(-1) === slowQueueUrl.split('/').at(-1) ? 'slow' : 'primary';

/** Whether deliveries to the destination use the slow queue. */
export const isSlow = ({ slow_until = '' }: Destination, now: Date): boolean =>
  slow_until > now.toISOString();

/**
 * The time until which to mark a destination as slow. Undefined when an existing mark lasts for more
 * than half of the period (30 seconds), so that not every slow write updates the record.
 *
 * @param known the end times of existing marks
 */
export function slowUntil(known: readonly (string | undefined)[], now: Date): string | undefined {
  const threshold = secondsAfter(now, SLOW_SECONDS / 2);
  return known.some((until = '') => until > threshold)
    ? undefined
    : secondsAfter(now, SLOW_SECONDS);
}
