import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { attributesOf, deferral } from '../platform/rate-limit/deferral.ts';
import { OverWorkLimit, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { isRedelivery, originalAttributes } from '../platform/sqs/original-message.ts';
import type { Message, Send } from '../platform/sqs/queue.sqs.ts';
import type { DeliveryQueue, Received } from './delivery-record.ts';

/** Dependencies of {@link deferringOverLimit}. */
interface OverLimitDeps extends SlowQueueDeps {
  readonly work: WorkLimit;
  /** Sends to the delivery queue. */
  readonly send: Send;
}

/** Dependencies of {@link deferToSlowQueue}. */
export interface SlowQueueDeps {
  /** Sends to the slow queue. */
  readonly sendSlow: Send;
  readonly random: () => number;
}

/**
 * Runs a delivery, or defers it while its tenant exceeds the instance's compute limit per tenant. A
 * deferred delivery is sent to the same queue again, unchanged, with a delay. A deferral is not an
 * attempt.
 */
export async function deferringOverLimit<Result>(
  deps: OverLimitDeps,
  record: SQSRecord,
  { delivery: { destination_id, event }, queue }: Received,
  make: () => Promise<Result>,
): Promise<Result | undefined> {
  const { work, sendSlow, send, random } = deps;
  const { tenant_id, id: event_id } = event;
  const subject = { tenant_id, destination_id, event_id };
  const sendAgain = queue === 'slow' ? sendSlow : send;
  return deferringWork({ send: sendAgain, random }, record, subject, async () => {
    work.check(tenant_id);
    return make();
  });
}

/** Dependencies of {@link deferringWork}. */
interface DeferringDeps {
  /** Sends to the queue that the record comes from. */
  readonly send: Send;
  readonly random: () => number;
}

/** The fields that identify a delivery in the log. */
interface DeferredSubject {
  readonly tenant_id: string;
  readonly destination_id: string;
  /** Absent for a batch. */
  readonly event_id?: string;
}

/** Runs a delivery, and defers it when it throws OverWorkLimit, as {@link deferringOverLimit} describes. */
export async function deferringWork<Result>(
  { send, random }: DeferringDeps,
  record: SQSRecord,
  { tenant_id, destination_id, event_id }: DeferredSubject,
  make: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof OverWorkLimit)) throw error;
    const { attributes, delaySeconds } = deferral(record, error.waitSeconds, random);
    await send([copyMessage(record, delaySeconds, attributes)]);
    const ids = { tenant_id, destination_id, event_id };
    logger.info('delivery deferred: its tenant exceeds the compute limit', {
      ...ids,
      delay_seconds: delaySeconds,
    });
    return undefined;
  }
}

/** Maximum delay of a delivery that stays in its queue, in seconds: the store needs time to recover. */
const MAX_DELAY_SECONDS = 15;

/**
 * Sends a delivery to the slow queue, unchanged: at once from the primary queue, and with a random delay if
 * it comes from the slow queue.
 */
export const deferToSlowQueue = (
  { sendSlow, random }: SlowQueueDeps,
  record: SQSRecord,
  queue: DeliveryQueue,
): Promise<void> =>
  queue === 'slow'
    ? deferInQueue({ send: sendSlow, random }, record)
    : sendDeferred(sendSlow, record, 0);

/**
 * Sends a delivery to its own queue again, unchanged, with a random delay, so that deliveries deferred
 * together do not return together.
 */
export const deferInQueue = ({ send, random }: DeferringDeps, record: SQSRecord): Promise<void> =>
  sendDeferred(send, record, Math.ceil(MAX_DELAY_SECONDS * random()));

/**
 * Sends a delivery as a new message. A deferral is not an attempt. Extending the visibility timeout instead
 * would keep the old message in flight, where SQS allows 120,000 messages per queue (SQSDeveloperGuide,
 * quotas-queues), and each receive would count towards the dead-letter queue.
 */
async function sendDeferred(send: Send, record: SQSRecord, delaySeconds: number): Promise<void> {
  await send([copyMessage(record, delaySeconds)]);
  count('DeliveriesDeferred');
}

/** Keeps the original id and time of the message if an earlier run may have been interrupted. */
const copyMessage = (
  record: SQSRecord,
  delaySeconds: number,
  attributes: Readonly<Record<string, string>> = {},
): Message => ({
  body: record.body,
  group: groupOf(record),
  attributes: {
    ...attributesOf(record),
    ...attributes,
    ...(isRedelivery(record) && originalAttributes(record)),
  },
  delaySeconds,
});
