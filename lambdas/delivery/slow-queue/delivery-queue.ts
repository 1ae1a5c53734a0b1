import type { SQSRecord } from 'aws-lambda';
import type { Destination } from '../../destinations/destination.ts';
import { secondsAfter } from '../../parking/timer.ts';

/**
 * The queue a delivery comes out of. In the `quick` lane nobody waits long for a store. Deliveries to
 * slow destinations go on in the `slow` lane, which has room of its own, and patience.
 */
export type DeliveryQueue = 'quick' | 'slow';

/** Seconds for which a destination that was slow is taken to be so. */
const SLOW_SECONDS = 60;

/** The lane of a record. An ARN and a URL of one queue both end in its name. */
export const deliveryQueueOf = (
  { eventSourceARN }: SQSRecord,
  slowQueueUrl: string,
): DeliveryQueue =>
  eventSourceARN.split(':').at(-1) === slowQueueUrl.split('/').at(-1) ? 'slow' : 'quick';

/** Whether deliveries to the destination take the slow lane. */
export const isSlow = ({ slow_until = '' }: Destination, now: Date): boolean =>
  slow_until > now.toISOString();

/**
 * Until when a destination that was slow just now is taken to be so; undefined when that is known
 * already, give or take half the time: not every slow write is worth a note.
 *
 * @param known until when it is known to be
 */
export function slowUntil(known: readonly (string | undefined)[], now: Date): string | undefined {
  const soon = secondsAfter(now, SLOW_SECONDS / 2);
  return known.some((until = '') => until > soon) ? undefined : secondsAfter(now, SLOW_SECONDS);
}
