import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Limit } from '../platform/rate-limit/rate-limit.ts';
import { LONGEST_DELAY_SECONDS, type Send } from '../platform/sqs/queue.sqs.ts';
import type { Publication } from './parse-event.ts';
import { messageAgain } from './resend-message.ts';

/** What keeping the events of each tenant within a limit needs. */
export interface RateLimitDeps {
  /** How many events a tenant may publish; undefined for any number. */
  readonly limit: Limit | undefined;
  /** Sends to the publish queue. */
  readonly sendBack: Send;
  readonly now: () => Date;
}

/** The attribute of a message whose turn has been granted, and has come when it is handed out. */
export const HAS_TURN = 'rate_limit_granted';

/**
 * Whether an event of the publish queue is to be published later: its message is then back in the
 * queue, to be handed out when its turn comes, and the one at hand is done with.
 *
 * It is a new message, with all that says what event it is. Hidden in the queue the old one would
 * be in flight, of which there may be 120,000 (SQSDeveloperGuide, quotas-queues), and be counted as
 * failed until it is a dead letter. A turn is granted once, so that a backlog goes through the
 * queue once more and not again and again; but no turn later than SQS can delay a message, so
 * that a limit that is raised counts soon.
 */
export async function deferUntilPermitted(
  { limit, sendBack, now }: RateLimitDeps,
  record: SQSRecord,
  publication: Publication,
): Promise<boolean> {
  if (limit === undefined || record.messageAttributes[HAS_TURN] !== undefined) return false;
  const { tenant_id, id } = publication.event;
  const { granted, waitSeconds } = await limit.take(tenant_id, now(), LONGEST_DELAY_SECONDS);
  if (granted && waitSeconds === 0) return false;
  const delaySeconds = granted ? Math.ceil(waitSeconds) : LONGEST_DELAY_SECONDS;
  const message = messageAgain(record, publication, granted ? { [HAS_TURN]: 'yes' } : {});
  // One that leaves no room for what says what event it is: it is published ahead of its turn.
  if (!message) return false;
  await sendBack([{ ...message, delaySeconds }]);
  count('PublishesThrottled');
  logger.info('waits for its turn', { tenant_id, event_id: id, delay_seconds: delaySeconds });
  return true;
}
