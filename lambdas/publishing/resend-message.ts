import type { SQSRecord } from 'aws-lambda';
import { isLarge } from '../events/large-payload-store.ts';
import { bytesOf, MOST_MESSAGE_BYTES } from '../platform/sqs/message-attributes.ts';
import { originalAttributes } from '../platform/sqs/original-message.ts';
import type { Publication } from './parse-event.ts';
import { publishMessage } from './publish-message.ts';

/** A message to be sent into the publish queue again. */
interface MessageAgain {
  readonly body: string;
  readonly group: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The message of an event once more, so that it is the same event. That of a large one stays as it
 * came, and has what it was first beside it; undefined for the rare one, of SQS's limit but for some
 * hundred bytes, that leaves no room for that.
 */
export function messageAgain(
  record: SQSRecord,
  publication: Publication,
  attributes: Readonly<Record<string, string>>,
): MessageAgain | undefined {
  if (!isLarge(publication.event)) return { ...publishMessage(publication), attributes };
  const { body } = record;
  const beside = { ...attributes, ...originalAttributes(record) };
  return Buffer.byteLength(body) + bytesOf(beside) > MOST_MESSAGE_BYTES
    ? undefined
    : { body, group: publication.event.tenant_id, attributes: beside };
}
