import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { attributesOf, deferral } from '../platform/rate-limit/deferral.ts';
import { OverWorkLimit, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { isRedelivery, originalAttributes } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Received } from './deliver.ts';

/** What deferring deliveries needs. */
export interface DeferDeps {
  readonly work: WorkLimit;
  /** Sends to the delivery queue. */
  readonly send: Send;
  /** Sends to the slow lane. */
  readonly sendSlow: Send;
  readonly random: () => number;
}

/**
 * Makes a delivery, or defers it while its tenant's settings have taken what an instance may compute
 * for a tenant: it is sent into its lane again, as it came, with a delay. That is no attempt.
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

/** With what it was first, if an earlier run may have been cut short. */
async function defer(
  { send, sendSlow, random }: DeferDeps,
  record: SQSRecord,
  { delivery, lane }: Received,
  waitSeconds: number,
): Promise<void> {
  const { attributes, delaySeconds } = deferral(record, waitSeconds, random);
  const beside = {
    ...attributesOf(record),
    ...attributes,
    ...(isRedelivery(record) && originalAttributes(record)),
  };
  const message = { body: record.body, group: groupOf(record), attributes: beside, delaySeconds };
  await (lane === 'slow' ? sendSlow : send)([message]);
  const { destination_id, event } = delivery;
  const { tenant_id, id: event_id } = event;
  logger.info('delivery is deferred', {
    tenant_id,
    destination_id,
    event_id,
    delay_seconds: delaySeconds,
  });
}
