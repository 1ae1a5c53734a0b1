import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { invocationLog } from '../aws/metrics-emitter.ts';
import { withTimeLimit } from '../with-time-limit.ts';
import { InvalidMessageError } from './queue-message.ts';
import { type DeadLetters, MARGIN_MS, timeLeft, tryDeadLetter } from './sqs-handler.ts';

/** Options of {@link sqsBatchHandler}. */
export interface SqsBatchHandlerOptions<Message> {
  /** @throws InvalidMessageError for a message that never succeeds */
  readonly parse: (record: SQSRecord) => Message;
  /** Handles all messages of a batch together. Returns the records that stay in their queue. */
  readonly handle: (
    messages: readonly Message[],
    signal: AbortSignal,
  ) => Promise<readonly SQSRecord[]>;
  readonly deadLetters: DeadLetters;
}

/** Creates an SQS handler whose work spans the messages of a batch, with partial batch responses. */
export const sqsBatchHandler = <Message>({
  parse,
  handle,
  deadLetters,
}: SqsBatchHandlerOptions<Message>) =>
  middy<SQSEvent, SQSBatchResponse>()
    .use(
      invocationLog<middy.Request<SQSEvent>>('run ended', ({ event }) => ({
        messages: event.Records.length,
      })),
    )
    .handler(async ({ Records }, context) => {
      const failed: SQSRecord[] = [];
      const messages: Message[] = [];
      for (const record of Records) {
        try {
          messages.push(parse(record));
        } catch (error) {
          if (!(error instanceof InvalidMessageError)) throw error;
          if (!(await tryDeadLetter({ deadLetters }, record, error.message))) failed.push(record);
        }
      }
      await withTimeLimit(timeLeft(context, MARGIN_MS), async (signal) => {
        failed.push(...(await handle(messages, signal)));
      });
      if (failed.length > 0) {
        logger.error('messages failed; SQS redelivers them', { messages: failed.length });
      }
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
