import type { SQSRecord } from 'aws-lambda';
import type { Published } from '../events/publishing.ts';
import { type Publication, readEvent } from '../events/read-event.ts';
import { UnreadableMessage } from '../runtime/unreadable-message.ts';

/** What routing a queue message needs. */
export interface RouteDeps {
  readonly publish: (publication: Publication) => Promise<Published>;
  readonly topics: readonly string[];
}

/**
 * Publishes the event in a message of the publish queue. What the message leaves open comes from
 * the message, not from now, so that one that is handed out again is the same event. SQS gives a
 * redriven message another id and time; a dead letter of ours has the first ones with it.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export async function routeRecord(
  { publish, topics }: RouteDeps,
  { body, messageId, attributes, messageAttributes }: SQSRecord,
): Promise<void> {
  const id = messageAttributes.message_id?.stringValue ?? messageId;
  const sentAt = Number(messageAttributes.sent_at?.stringValue ?? attributes.SentTimestamp);
  const read = readEvent(body, { id, time: timeOf(sentAt) }, topics);
  if ('faults' in read) throw new UnreadableMessage(read.faults.join('; '));
  await publish(read);
}

/** @throws UnreadableMessage when an attribute of that name is somebody else's, and no time */
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) throw new UnreadableMessage('the attribute sent_at is no time');
  return time.toISOString();
}
