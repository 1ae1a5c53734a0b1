import type { SQSRecord } from 'aws-lambda';

/**
 * The id and send time of a message when it was first sent. SQS assigns a redriven message a new id and
 * time. The original values travel with it as attributes of these names, since it was dead-lettered or
 * redriven.
 */
export interface OriginalMessage {
  readonly message_id: string;
  /** Milliseconds of Unix time. */
  readonly sent_at: string;
}

/** Milliseconds that fit a date. An attribute of that name with another value is not from Waybill. */
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
  message_id: kept.message_id ?? now.message_id,
  sent_at: kept.sent_at !== undefined && TIME.test(kept.sent_at) ? kept.sent_at : now.sent_at,
});

/** The original id and send time of a record's message. */
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
  ageMs: now.getTime() - Number(originalAttributes(record).sent_at),
});

/**
 * Whether a message may have been delivered before. The receive count of a redriven message starts
 * again at 1, although it was most likely delivered before.
 */
export const isRedelivery = ({ attributes, messageAttributes }: SQSRecord): boolean =>
  Number(attributes.ApproximateReceiveCount) > 1 ||
  messageAttributes.message_id !== undefined ||
  // Redriven by the SQS console.
  attributes.DeadLetterQueueSourceArn !== undefined;
