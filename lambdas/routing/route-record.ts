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
 * the message, not from now, so that one that is handed out again is the same event.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export async function routeRecord(
  { publish, topics }: RouteDeps,
  { body, messageId, attributes }: SQSRecord,
): Promise<void> {
  const sentAt = new Date(Number(attributes.SentTimestamp)).toISOString();
  const read = readEvent(body, { id: messageId, time: sentAt }, topics);
  if ('faults' in read) throw new UnreadableMessage(read.faults.join('; '));
  await publish(read);
}
