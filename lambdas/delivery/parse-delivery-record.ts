import type { SQSRecord } from 'aws-lambda';
import { readDelivery } from '../events/delivery-message.ts';
import { isRedelivery } from '../platform/sqs/original-message.ts';
import type { Received } from './deliver.ts';
import { deliveryQueueOf } from './slow-queue/delivery-queue.ts';

/**
 * Parses a message of the primary or the slow queue.
 *
 * @throws InvalidMessageError that names every invalid field
 */
export const parseDeliveryRecord = (record: SQSRecord, slowQueueUrl: string): Received => ({
  delivery: readDelivery(record.body),
  isRedelivery: isRedelivery(record),
  queue: deliveryQueueOf(record, slowQueueUrl),
});
