import type { SQSRecord } from 'aws-lambda';
import { type Delivery, readDelivery } from '../events/delivery-message.ts';
import { isRedelivery } from '../platform/sqs/original-message.ts';

/**
 * The queue a delivery is received from. The primary queue has a short write timeout. Deliveries to
 * slow destinations use the `slow` queue, which has its own concurrency and longer timeouts.
 */
export type DeliveryQueue = 'primary' | 'slow';

/** A delivery received from the queue. */
export interface Received {
  readonly delivery: Delivery;
  /** Whether the message was received before: an earlier run may have been interrupted. */
  readonly isRedelivery: boolean;
  readonly queue: DeliveryQueue;
}

/**
 * Parses a message of the primary or the slow queue.
 *
 * @throws InvalidMessageError that names every invalid field
 */
export const parseDeliveryRecord = (record: SQSRecord, slowQueueUrl: string): Received => ({
  delivery: readDelivery(record.body),
  isRedelivery: isRedelivery(record),
  queue: deliveryQueue(record, slowQueueUrl),
});

/** The queue of a record. The ARN and the URL of a queue both end with its name. */
export const deliveryQueue = (
  { eventSourceARN }: SQSRecord,
  slowQueueUrl: string,
): DeliveryQueue =>
  eventSourceARN.split(':').at(-1) === slowQueueUrl.split('/').at(-1) ? 'slow' : 'primary';
