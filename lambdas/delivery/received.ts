import type { SQSRecord } from 'aws-lambda';
import { readDelivery } from '../events/delivery-message.ts';
import type { Received } from './deliver.ts';

/**
 * The delivery in a message of the delivery queue.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export const receivedIn = ({ body, attributes }: SQSRecord): Received => ({
  delivery: readDelivery(body),
  // A redriven message counts from one again, and has most likely been here before.
  again:
    Number(attributes.ApproximateReceiveCount) > 1 ||
    attributes.DeadLetterQueueSourceArn !== undefined,
});
