import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import { LONGEST_DELAY_SECONDS, type Send } from '../platform/sqs/queue.sqs.ts';
import { RATE_LIMIT_GRANTED, resentMessage } from './defer-message.ts';
import type { Publication } from './parse-event.ts';
import type { Publish } from './publish.ts';

/** The name of the publish rate limit's counters, which both ingestion paths share. */
export const PUBLISH_RATE_LIMIT = 'PUBLISHES';

/**
 * Wraps `publish` with the per-tenant rate limit for HTTP.
 *
 * @returns a function that throws OverLimitError when the tenant is over its rate limit
 */
export const rateLimited = (
  publish: Publish,
  limit: Limit | undefined,
  now: () => Date,
): Publish => {
  if (limit === undefined) return publish;
  return async (publication) => {
    const { tenant_id } = publication.event;
    await checkRateLimit(limit, tenant_id, 'events for this tenant', now()).catch(
      (error: unknown) => {
        count('PublishesThrottled');
        throw error;
      },
    );
    return publish(publication);
  };
};

/** Dependencies of {@link deferUntilPermitted}. */
export interface RateLimitDeps {
  /** The rate limit of events per tenant; undefined for no limit. */
  readonly limit: Limit | undefined;
  /** Sends to the publish queue. */
  readonly resend: Send;
  readonly now: () => Date;
}

/**
 * Applies the rate limit to an event of the publish queue. Returns true when the event is deferred:
 * its message is re-sent with a delay, and the caller is done with the received one.
 *
 * The re-sent message is new and keeps the event's identity. A message hidden by its visibility
 * timeout instead would count as in flight, of which a queue allows 120,000 (SQSDeveloperGuide,
 * quotas-queues), and each receive would count towards the dead-letter queue. A permit is granted
 * once, so a backlog passes through the queue only once more. A permit is never granted beyond the
 * longest SQS delay, so a raised limit takes effect soon.
 */
export async function deferUntilPermitted(
  { limit, resend, now }: RateLimitDeps,
  record: SQSRecord,
  publication: Publication,
): Promise<boolean> {
  if (limit === undefined || record.messageAttributes[RATE_LIMIT_GRANTED] !== undefined)
    return false;
  const { tenant_id, id } = publication.event;
  const { granted, waitSeconds } = await limit.take(tenant_id, now(), LONGEST_DELAY_SECONDS);
  if (granted && waitSeconds === 0) return false;
  const delaySeconds = granted ? Math.ceil(waitSeconds) : LONGEST_DELAY_SECONDS;
  const message = resentMessage(record, tenant_id, granted ? { [RATE_LIMIT_GRANTED]: 'yes' } : {});
  // Without room for the attributes that identify the event, publish it ahead of its permit.
  if (!message) return false;
  await resend([{ ...message, delaySeconds }]);
  count('PublishesThrottled');
  logger.info('event deferred: its tenant exceeds the rate limit', {
    tenant_id,
    event_id: id,
    delay_seconds: delaySeconds,
  });
  return true;
}
