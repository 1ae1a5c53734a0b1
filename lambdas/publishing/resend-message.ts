import type { SQSRecord } from 'aws-lambda';
import { isLarge } from '../events/large-payload-store.ts';
import { originalAttributes } from '../platform/sqs/original-message.ts';
import { bytesOf, MOST_MESSAGE_BYTES } from '../platform/sqs/queue-message.ts';
import type { Publication } from './parse-event.ts';
import { publishMessage } from './publish-message.ts';

/** A message to re-send to the publish queue. */
interface ResentMessage {
  readonly body: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Builds the message to re-send for an event, so that it keeps the event's identity. A large
 * event's message keeps its body; attributes carry the id and time of the original message. Returns
 * undefined for a message within a few hundred bytes of the SQS size limit, which has no room for
 * the attributes.
 */
export function resentMessage(
  record: SQSRecord,
  publication: Publication,
  attributes: Readonly<Record<string, string>>,
): ResentMessage | undefined {
  if (!isLarge(publication.event)) return { ...publishMessage(publication), attributes };
  const { body } = record;
  const allAttributes = { ...attributes, ...originalAttributes(record) };
  return Buffer.byteLength(body) + bytesOf(allAttributes) > MOST_MESSAGE_BYTES
    ? undefined
    : { body, group: publication.event.tenant_id, attributes: allAttributes };
}
