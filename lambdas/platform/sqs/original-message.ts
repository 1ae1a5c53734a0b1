import type { SQSRecord } from 'aws-lambda';

/**
 * The id and send time of a message when it was first sent. SQS assigns a redriven message a new id and
 * time. The original values travel with it as attributes of these names, since it was dead-lettered or
 * redriven.
 */
export interface OriginalMessage {
  readonly original_message_id: string;
  /** Milliseconds of Unix time. */
  readonly original_sent_at: string;
}

/**
 * An id of SQS: a UUID at present, and of up to 100 characters. An attribute of that name with another value
 * is not from Waybill. The id becomes that of an event, and contains no underscore, unlike ids of Waybill.
 */
const MESSAGE_ID = /^[A-Za-z\d-]{1,100}$/;

/** Milliseconds that fit a date. */
const TIME = /^\d{1,13}$/;

/**
 * The original id and send time of a message.
 *
 * @param now the message's current id and send time, from SQS
 * @param kept the original values from its attributes, if any
 */
export const originalMessage = (
  now: OriginalMessage,
  kept: { readonly [Name in keyof OriginalMessage]: string | undefined },
): OriginalMessage => ({
  original_message_id:
    kept.original_message_id !== undefined && MESSAGE_ID.test(kept.original_message_id)
      ? kept.original_message_id
      : now.original_message_id,
  original_sent_at:
    kept.original_sent_at !== undefined && TIME.test(kept.original_sent_at)
      ? kept.original_sent_at
      : now.original_sent_at,
});

/** The original id and send time of a record's message. */
export const originalAttributes = ({
  messageId,
  attributes,
  messageAttributes,
}: SQSRecord): OriginalMessage =>
  originalMessage(
    { original_message_id: messageId, original_sent_at: attributes.SentTimestamp },
    {
      original_message_id: messageAttributes.original_message_id?.stringValue,
      original_sent_at: messageAttributes.original_sent_at?.stringValue,
    },
  );

/** How a message was delivered to the function. */
export interface Receipt {
  /** Whether it may have been delivered before. */
  readonly isRedelivery: boolean;
  /** Milliseconds since it was first sent. */
  readonly ageMs: number;
}

/** The receipt of a record's message. */
export const receiptOf = (record: SQSRecord, now: Date): Receipt => ({
  isRedelivery: isRedelivery(record),
  ageMs: now.getTime() - Number(originalAttributes(record).original_sent_at),
});

/**
 * Whether a message may have been delivered before. The receive count of a redriven message starts
 * again at 1, although it was most likely delivered before.
 */
export const isRedelivery = ({ attributes, messageAttributes }: SQSRecord): boolean =>
  Number(attributes.ApproximateReceiveCount) > 1 ||
  messageAttributes.original_message_id !== undefined ||
  // Redriven by the SQS console.
  attributes.DeadLetterQueueSourceArn !== undefined;
