import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { count, countsWritten } from './counts.ts';
import { logger } from './logger.ts';
import { UnreadableMessage } from './unreadable-message.ts';

/** Records worked on at once. */
const CONCURRENCY = 10;
/** No record is begun with less than this left of the function's time, and each must end by then. */
const MARGIN_MS = 1_000;
/** What is done at the end of a batch must end with this left, for the answer. */
const ANSWER_MS = 250;

/** What a function does with one message. Throwing leaves the message in its queue. */
export type HandleRecord = (record: SQSRecord, signal: AbortSignal) => Promise<void> | void;

/**
 * What a function does at the end of a batch, for all of its messages together. It sees to its own
 * faults: one that it throws has the whole batch handed out again.
 */
export type AfterBatch = (signal: AbortSignal) => Promise<void>;

/** Where messages go that cannot be read, with the cause. */
export type DeadLetters = (record: SQSRecord, cause: string) => Promise<void>;

/**
 * An SQS handler with partial batch responses: a record that fails is handed out again by SQS and
 * holds up no other; one that cannot be read goes to dead letters at once. Records for which no
 * time is left are returned unbegun.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function eachRecord(
  handleRecord: HandleRecord,
  deadLetters: DeadLetters,
  afterBatch: AfterBatch = async () => {},
) {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(countsWritten())
    .handler(async ({ Records }, context) => {
      const waiting = [...Records];
      const failed: SQSRecord[] = [];
      const work = async () => {
        for (let record = waiting.shift(); record; record = waiting.shift()) {
          const done = timeLeft(context, MARGIN_MS) > 0 && (await handled(record, context));
          if (!done) failed.push(record);
        }
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
      await afterBatch(AbortSignal.timeout(timeLeft(context, ANSWER_MS)));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });

  async function handled(record: SQSRecord, context: Context): Promise<boolean> {
    const { messageId } = record;
    try {
      await handleRecord(record, AbortSignal.timeout(timeLeft(context, MARGIN_MS)));
      return true;
    } catch (error) {
      if (error instanceof UnreadableMessage) return putAside(record, error.message);
      logger.error('message stays in its queue', { messageId, error });
      return false;
    }
  }

  async function putAside(record: SQSRecord, cause: string): Promise<boolean> {
    const { messageId } = record;
    try {
      await deadLetters(record, cause);
    } catch (error) {
      logger.error('message cannot be read, and stays in its queue', { messageId, cause, error });
      return false;
    }
    count('MessagesUnreadable');
    logger.error('message cannot be read: moved to dead letters', { messageId, cause });
    return true;
  }
}

const timeLeft = (context: Context, marginMs: number): number =>
  Math.max(0, context.getRemainingTimeInMillis() - marginMs);
