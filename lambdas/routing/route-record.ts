import type { SQSRecord } from 'aws-lambda';
import type { Publish } from '../events/publishing.ts';
import { readEvent } from '../events/read-event.ts';
import { firstSent } from '../runtime/first-sent.ts';
import { UnreadableMessage } from '../runtime/unreadable-message.ts';
import { type TurnDeps, waitsForTurn } from './wait-for-turn.ts';

/** What routing a queue message needs. */
export interface RouteDeps extends TurnDeps {
  readonly publish: Publish;
  readonly topics: readonly string[];
}

/**
 * Publishes the event in a message of the publish queue when it is its tenant's turn. What the message leaves open comes from
 * the message, not from now, so that one that is handed out again, or redriven, is the same event.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export async function routeRecord(deps: RouteDeps, record: SQSRecord): Promise<void> {
  const { message_id, sent_at } = firstSent(record);
  const time = new Date(Number(sent_at)).toISOString();
  const read = readEvent(record.body, { id: message_id, time }, deps.topics);
  if ('faults' in read) throw new UnreadableMessage(read.faults.join('; '));
  if (!(await waitsForTurn(deps, record, read))) await deps.publish(read);
}
