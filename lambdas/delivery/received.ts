import type { SQSRecord } from 'aws-lambda';
import { readDelivery } from '../events/delivery-message.ts';
import { isAgain } from '../runtime/first-sent.ts';
import type { Received } from './deliver.ts';
import { laneOf } from './lane.ts';

/**
 * The delivery in a message of the delivery queue, or of the slow lane's.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export const receivedIn = (record: SQSRecord, slowQueueUrl: string): Received => ({
  delivery: readDelivery(record.body),
  again: isAgain(record),
  lane: laneOf(record, slowQueueUrl),
});
