import type { SQSRecord } from 'aws-lambda';
import { count } from '../../platform/aws/metrics-emitter.ts';
import { attributesOf } from '../../platform/rate-limit/deferral.ts';
import { groupOf } from '../../platform/sqs/batch-throttle.ts';
import { isRedelivery, originalAttributes } from '../../platform/sqs/original-message.ts';
import type { Send } from '../../platform/sqs/queue.sqs.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

/** Dependencies of {@link defer}. */
export interface DeferDeps {
  /** Sends to the slow queue. */
  readonly sendSlow: Send;
  readonly random: () => number;
}

/** Maximum delay of a delivery that is deferred from the slow queue, in seconds. It gives the store time to recover. */
const MAX_DELAY_SECONDS = 15;

/**
 * Sends a delivery to the slow queue, unchanged. From the primary queue it is sent without a delay.
 * From the slow queue it is sent with a random delay, so that deliveries deferred together do not
 * return together. A deferral is not an attempt.
 *
 * The delivery is sent as a new message. Extending the visibility timeout instead would keep the old
 * message in flight, where SQS allows 120,000 messages per queue (SQSDeveloperGuide, quotas-queues),
 * and each receive would count towards the dead-letter queue.
 */
export async function defer(
  { sendSlow, random }: DeferDeps,
  record: SQSRecord,
  queue: DeliveryQueue,
): Promise<void> {
  const delaySeconds = queue === 'slow' ? Math.ceil(MAX_DELAY_SECONDS * random()) : 0;
  await sendSlow([
    {
      body: record.body,
      group: groupOf(record),
      attributes: attributesToKeep(record),
      delaySeconds,
    },
  ]);
  count('DeliveriesDeferred');
}

/** The original attributes of the message, and its original id and time if an earlier run may have been interrupted. */
const attributesToKeep = (record: SQSRecord): Record<string, string> => ({
  ...attributesOf(record),
  ...(isRedelivery(record) && originalAttributes(record)),
});
