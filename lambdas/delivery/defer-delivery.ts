import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { attributesOf, deferral } from '../platform/rate-limit/deferral.ts';
import { OverWorkLimit, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { isRedelivery, originalAttributes } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Received } from './deliver.ts';

/** Dependencies of {@link deferringOverLimit}. */
export interface DeferDeps {
  readonly work: WorkLimit;
  /** Sends to the delivery queue. */
  readonly send: Send;
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
  deps: DeferDeps,
  record: SQSRecord,
  received: Received,
  make: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    deps.work.check(received.delivery.event.tenant_id);
    return await make();
  } catch (error) {
    if (!(error instanceof OverWorkLimit)) throw error;
    await defer(deps, record, received, error.waitSeconds);
    return undefined;
  }
}

/** Keeps the original id and time of the message if an earlier run may have been interrupted. */
async function defer(
  { send, sendSlow, random }: DeferDeps,
  record: SQSRecord,
  { delivery, queue }: Received,
  waitSeconds: number,
): Promise<void> {
  const { attributes, delaySeconds } = deferral(record, waitSeconds, random);
  const messageAttributes = {
    ...attributesOf(record),
    ...attributes,
    ...(isRedelivery(record) && originalAttributes(record)),
  };
  const message = {
    body: record.body,
    group: groupOf(record),
    attributes: messageAttributes,
    delaySeconds,
  };
  await (queue === 'slow' ? sendSlow : send)([message]);
  const { destination_id, event } = delivery;
  const { tenant_id, id: event_id } = event;
  logger.info('delivery deferred', {
    tenant_id,
    destination_id,
    event_id,
    delay_seconds: delaySeconds,
  });
}
