import type { SQSRecord } from 'aws-lambda';
import { count } from '../../platform/aws/metrics-emitter.ts';
import { attributesOf } from '../../platform/rate-limit/deferral.ts';
import { groupOf } from '../../platform/sqs/batch-throttle.ts';
import { isRedelivery, originalAttributes } from '../../platform/sqs/original-message.ts';
import type { Send } from '../../platform/sqs/queue.sqs.ts';
import type { DeliveryQueue } from './delivery-queue.ts';

/** What putting deliveries off needs. */
export interface DeferDeps {
  /** Sends to the slow lane. */
  readonly sendSlow: Send;
  readonly random: () => number;
}

/** Seconds that a delivery is put off for in the slow lane, at most: a store may catch its breath. */
const LONGEST_REST_SECONDS = 15;

/**
 * Sends a delivery to the slow lane, as it came: out of the quick lane to be tried soon, out of the
 * slow lane after a while, at random so that those put off together do not come back together. It is
 * no attempt, and a new message: hidden in its queue, the old one would be in flight, of which there
 * may be 120,000 (SQSDeveloperGuide, quotas-queues), and be counted as failed until it is a dead letter.
 */
export async function defer(
  { sendSlow, random }: DeferDeps,
  record: SQSRecord,
  lane: DeliveryQueue,
): Promise<void> {
  const delaySeconds = lane === 'slow' ? Math.ceil(LONGEST_REST_SECONDS * random()) : 0;
  await sendSlow([
    { body: record.body, group: groupOf(record), attributes: keptOf(record), delaySeconds },
  ]);
  count('DeliveriesDeferred');
}

/** Those it had; and what it was first, if an earlier run may have been cut short. */
const keptOf = (record: SQSRecord): Record<string, string> => ({
  ...attributesOf(record),
  ...(isRedelivery(record) && originalAttributes(record)),
});
