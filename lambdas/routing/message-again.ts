import type { SQSRecord } from 'aws-lambda';
import { isLarge } from '../events/event-data.ts';
import { publicationMessage } from '../events/publication-message.ts';
import type { Publication } from '../events/read-event.ts';
import { firstSent } from '../runtime/first-sent.ts';
import { bytesOf, MOST_MESSAGE_BYTES } from '../runtime/message-attributes.ts';

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
  if (!isLarge(publication.event)) return { ...publicationMessage(publication), attributes };
  const { body } = record;
  const beside = { ...attributes, ...firstSent(record) };
  return Buffer.byteLength(body) + bytesOf(beside) > MOST_MESSAGE_BYTES
    ? undefined
    : { body, group: publication.event.tenant_id, attributes: beside };
}
