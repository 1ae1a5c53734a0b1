import type { SQSRecord } from 'aws-lambda';
import type { Publication } from '../events/read-event.ts';
import { count } from '../runtime/counts.ts';
import { logger } from '../runtime/logger.ts';
import { LONGEST_DELAY_SECONDS, type Send } from '../runtime/queue.sqs.ts';
import type { Limit } from '../runtime/turns.ts';
import { messageAgain } from './message-again.ts';

/** What keeping the events of each tenant within a limit needs. */
export interface TurnDeps {
  /** How many events a tenant may publish; undefined for any number. */
  readonly limit: Limit | undefined;
  /** Sends to the publish queue. */
  readonly sendBack: Send;
  readonly now: () => Date;
}

/** The attribute of a message whose turn has been taken, and has come when it is handed out. */
export const HAS_TURN = 'has_turn';

/**
 * Whether an event of the publish queue is to be published later: its message is then back in the
 * queue, to be handed out when its turn comes, and the one at hand is done with.
 *
 * It is a new message, with all that says what event it is. Hidden in the queue the old one would
 * be in flight, of which there may be 120,000 (SQSDeveloperGuide, quotas-queues), and be counted as
 * failed until it is a dead letter. A turn is taken once, so that a backlog goes through the
 * queue once more and not again and again; but no turn later than SQS can delay a message, so
 * that a limit that is raised counts soon.
 */
export async function waitsForTurn(
  { limit, sendBack, now }: TurnDeps,
  record: SQSRecord,
  publication: Publication,
): Promise<boolean> {
  if (limit === undefined || record.messageAttributes[HAS_TURN] !== undefined) return false;
  const { tenant_id, id } = publication.event;
  const { taken, waitSeconds } = await limit.take(tenant_id, now(), LONGEST_DELAY_SECONDS);
  if (taken && waitSeconds === 0) return false;
  const delaySeconds = taken ? Math.ceil(waitSeconds) : LONGEST_DELAY_SECONDS;
  const message = messageAgain(record, publication, taken ? { [HAS_TURN]: 'yes' } : {});
  // One that leaves no room for what says what event it is: it is published ahead of its turn.
  if (!message) return false;
  await sendBack([{ ...message, delaySeconds }]);
  count('PublishesThrottled');
  logger.info('waits for its turn', { tenant_id, event_id: id, delay_seconds: delaySeconds });
  return true;
}
