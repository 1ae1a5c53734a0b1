import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { own } from '../../lambdas/platform/json/json.ts';
import { tryParseJson } from '../../lambdas/platform/json/parse-json.ts';
import { originalMessage } from '../../lambdas/platform/sqs/original-message.ts';
import type { DeadLetter } from './dead-letter.ts';
import { messageIds } from './message-ids.ts';

/**
 * Parses a message received from the dead-letter queue of `purpose`.
 *
 * @param sqsCause the cause of messages that SQS moved itself, which have no `cause` attribute
 */
export function parseDeadLetter(purpose: string, message: Message, sqsCause: string): DeadLetter {
  const { MessageId = '', ReceiptHandle = '', Body: body = '', Attributes = {} } = message;
  const attribute = (name: string) => own(message.MessageAttributes ?? {}, name)?.StringValue;
  const original = originalMessage(
    { original_message_id: MessageId, original_sent_at: Attributes.SentTimestamp ?? '' },
    {
      original_message_id: attribute('original_message_id'),
      original_sent_at: attribute('original_sent_at'),
    },
  );
  return {
    queue: purpose,
    deadLetterId: MessageId,
    receiptHandle: ReceiptHandle,
    original,
    receives: Number(Attributes.ApproximateReceiveCount ?? 0),
    cause: attribute('cause') ?? sqsCause,
    invalid: attribute('cause') !== undefined,
    group: Attributes.MessageGroupId,
    body,
    subject: messageIds(purpose, original.original_message_id, body),
  };
}

/**
 * The cause of messages that SQS moved itself, from the redrive policy. The function's log has the
 * details.
 */
export function causeOf(redrivePolicy: string | undefined): string {
  const policy = RedrivePolicy.safeParse(tryParseJson(redrivePolicy ?? ''));
  const times = policy.success ? ` after ${policy.data.maxReceiveCount} receives` : '';
  return `SQS dead-lettered the message${times}: an error of the function or of AWS, see the function's log`;
}

/** SQS accepts the count as a number or a string: API_SetQueueAttributes. */
const RedrivePolicy = z.object({ maxReceiveCount: z.coerce.number().int() });
