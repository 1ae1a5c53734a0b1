import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { attributesOf, deferral, deferralsOf } from '../platform/rate-limit/deferral.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { HAS_TURN } from './defer-until-permitted.ts';
import type { Publication } from './parse-event.ts';
import { messageAgain } from './resend-message.ts';

/** What deferring a publish needs. */
export interface DeferDeps {
  readonly work: WorkLimit;
  /** Sends to the publish queue. */
  readonly sendBack: Send;
  readonly random: () => number;
}

/** The attribute of a deferred message that says whose event it is: it need not be read for that. */
const TENANT = 'tenant_id';

/**
 * Sends the message of an event into the publish queue again, to be published when its tenant's filters
 * may take more steps. It is a new message of the same event, as one that waits for its turn.
 *
 * @returns whether it is sent; otherwise nothing can be sent that would be the same event
 */
export async function defer(
  { sendBack, random }: DeferDeps,
  record: SQSRecord,
  publication: Publication,
  waitSeconds: number,
): Promise<boolean> {
  const { tenant_id, id } = publication.event;
  const { attributes, delaySeconds } = deferral(record, waitSeconds, random);
  const message = messageAgain(record, publication, {
    ...attributes,
    [TENANT]: tenant_id,
    // The turn that was taken for it, or did not have to be.
    [HAS_TURN]: 'yes',
  });
  if (!message) return false;
  await sendBack([{ ...message, delaySeconds }]);
  logger.info('publish is deferred', { tenant_id, event_id: id, delay_seconds: delaySeconds });
  return true;
}

/**
 * Defers a message once more, unread, that has been deferred before and whose tenant's filters may
 * still take no more steps. Whether it has.
 */
export async function deferAgain(
  { work, sendBack, random }: DeferDeps,
  record: SQSRecord,
): Promise<boolean> {
  const tenant_id = record.messageAttributes[TENANT]?.stringValue;
  if (tenant_id === undefined || deferralsOf(record) === 0) return false;
  const waitSeconds = work.waitSeconds(tenant_id);
  if (waitSeconds === 0) return false;
  const { attributes, delaySeconds } = deferral(record, waitSeconds, random);
  const { body } = record;
  const beside = { ...attributesOf(record), ...attributes };
  await sendBack([{ body, group: tenant_id, attributes: beside, delaySeconds }]);
  count('WorkThrottled');
  return true;
}
