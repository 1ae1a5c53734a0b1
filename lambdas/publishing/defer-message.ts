import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { deferral, deferralsOf } from '../platform/rate-limit/deferral.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { originalAttributes } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { bytesOf, MAX_MESSAGE_BYTES } from '../platform/sqs/queue-message.ts';
import type { Publication } from './parse-event.ts';

/** Dependencies of {@link defer} and {@link deferAgain}. */
export interface DeferDeps {
  readonly work: WorkLimit;
  /** Sends to the publish queue. */
  readonly resend: Send;
  readonly random: () => number;
}

/**
 * The attribute of a message that holds a rate-limit permit, valid when SQS delivers the message.
 */
export const RATE_LIMIT_GRANTED = 'rate_limit_granted';

/** The attribute of a deferred message with its tenant's id, which saves parsing the body. */
const TENANT = 'tenant_id';

/**
 * Re-sends the message of an event to the publish queue, delayed until the tenant's work limit
 * allows more steps. As for a rate-limited event, it is a new message for the same event.
 *
 * @returns false when nothing was sent, because no message for the same event fits SQS's size limit
 */
export async function defer(
  deps: DeferDeps,
  record: SQSRecord,
  { event: { tenant_id, id } }: Publication,
  waitSeconds: number,
): Promise<boolean> {
  const delay_seconds = await resendDelayed(deps, record, tenant_id, waitSeconds);
  if (delay_seconds === undefined) return false;
  logger.info('event deferred: its tenant exceeds the compute limit', {
    tenant_id,
    event_id: id,
    delay_seconds,
  });
  return true;
}

/**
 * Defers a previously deferred message again, without parsing its body, while its tenant is still
 * over the work limit.
 *
 * @returns whether the message was deferred
 */
export async function deferStillThrottled(deps: DeferDeps, record: SQSRecord): Promise<boolean> {
  const tenant_id = record.messageAttributes[TENANT]?.stringValue;
  if (tenant_id === undefined || deferralsOf(record) === 0) return false;
  const waitSeconds = deps.work.waitSeconds(tenant_id);
  if (waitSeconds === 0) return false;
  const delaySeconds = await resendDelayed(deps, record, tenant_id, waitSeconds);
  if (delaySeconds === undefined) return false;
  count('WorkThrottled');
  return true;
}

/** Re-sends a message with a delay, and returns the delay; undefined when nothing was sent. */
async function resendDelayed(
  { resend, random }: DeferDeps,
  record: SQSRecord,
  tenant_id: string,
  waitSeconds: number,
): Promise<number | undefined> {
  const { attributes, delaySeconds } = deferral(record, waitSeconds, random);
  const message = resentMessage(record, tenant_id, {
    ...attributes,
    [TENANT]: tenant_id,
    // This event has passed the rate limit, if there is one.
    [RATE_LIMIT_GRANTED]: 'yes',
  });
  if (!message) return undefined;
  await resend([{ ...message, delaySeconds }]);
  return delaySeconds;
}

/** A message to re-send to the publish queue. */
interface ResentMessage {
  readonly body: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Builds the message to re-send for an event, so that it stays the same event of the same tenant: its
 * attributes contain the id and time of the original message. Returns undefined for a message within a few
 * hundred bytes of the SQS size limit, which has no room for the attributes.
 */
export function resentMessage(
  record: SQSRecord,
  tenant_id: string,
  attributes: Readonly<Record<string, string>>,
): ResentMessage | undefined {
  const { body } = record;
  const allAttributes = { ...attributes, ...originalAttributes(record) };
  return Buffer.byteLength(body) + bytesOf(allAttributes) > MAX_MESSAGE_BYTES
    ? undefined
    : { body, group: tenant_id, attributes: allAttributes };
}
