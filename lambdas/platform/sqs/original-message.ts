import type { SQSRecord } from 'aws-lambda';

/**
 * What a message was when it was first sent. SQS gives a redriven message another id and time; it
 * has the first ones with it, as attributes of these names, since it was put aside or redriven.
 */
export interface OriginalMessage {
  readonly message_id: string;
  /** Milliseconds of Unix time. */
  readonly sent_at: string;
}

/** Milliseconds that a date can hold; an attribute of that name with another value is not ours. */
const TIME = /^\d{1,13}$/;

/**
 * What a message was first.
 *
 * @param now what SQS says it is
 * @param kept what its attributes say, if it has any
 */
export const originalMessage = (
  now: OriginalMessage,
  kept: { readonly [Name in keyof OriginalMessage]: string | undefined },
): OriginalMessage => ({
  message_id: kept.message_id ?? now.message_id,
  sent_at: kept.sent_at !== undefined && TIME.test(kept.sent_at) ? kept.sent_at : now.sent_at,
});

/** What the message of a record was first. */
export const originalAttributes = ({
  messageId,
  attributes,
  messageAttributes,
}: SQSRecord): OriginalMessage =>
  originalMessage(
    { message_id: messageId, sent_at: attributes.SentTimestamp },
    {
      message_id: messageAttributes.message_id?.stringValue,
      sent_at: messageAttributes.sent_at?.stringValue,
    },
  );

/** How a message came to be handed out. */
export interface Receipt {
  /** Whether it may have been handed out before. */
  readonly again: boolean;
  /** Milliseconds since it was first sent. */
  readonly ageMs: number;
}

/** How the message of a record came to be handed out. */
export const receiptOf = (record: SQSRecord, now: Date): Receipt => ({
  again: isRedelivery(record),
  ageMs: now.getTime() - Number(originalAttributes(record).sent_at),
});

/**
 * Whether a message may have been handed out before. A redriven one counts from one again, and has
 * most likely been here before.
 */
export const isRedelivery = ({ attributes, messageAttributes }: SQSRecord): boolean =>
  Number(attributes.ApproximateReceiveCount) > 1 ||
  messageAttributes.message_id !== undefined ||
  // Redriven by the SQS console.
  attributes.DeadLetterQueueSourceArn !== undefined;
