import type { SQSRecord } from 'aws-lambda';
import { readDelivery } from '../events/delivery-message.ts';
import { isRedelivery } from '../platform/sqs/original-message.ts';
import type { Received } from './deliver.ts';
import { deliveryQueueOf } from './slow-queue/delivery-queue.ts';

/**
 * The delivery in a message of the delivery queue, or of the slow lane's.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export const parseDeliveryRecord = (record: SQSRecord, slowQueueUrl: string): Received => ({
  delivery: readDelivery(record.body),
  again: isRedelivery(record),
  lane: deliveryQueueOf(record, slowQueueUrl),
});
