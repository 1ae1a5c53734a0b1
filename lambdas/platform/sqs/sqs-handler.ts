import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { count, flushMetrics } from '../aws/metrics-emitter.ts';
import { BatchThrottle, groupOf, type ThrottleSignal, type Throttling } from './batch-throttle.ts';
import { runFair } from './fair-scheduler.ts';
import { InvalidMessageError } from './invalid-message-error.ts';

/** Records worked on at once: all of a batch. */
export const MOST_AT_ONCE = 10;
/** No record is begun with less than this left of the function's time, and each must end by then. */
const MARGIN_MS = 1_000;
/** What is done at the end of a batch must end with this left, for the answer. */
const ANSWER_MS = 250;

/**
 * What a function does with one message. Throwing leaves the message in its queue.
 *
 * @param tell takes what the message says of its group, where the function paces these
 */
export type HandleRecord = (
  record: SQSRecord,
  signal: AbortSignal,
  tell: (strain: ThrottleSignal) => void,
) => Promise<void> | void;

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
 * time is left are returned unbegun. The message groups take turns.
 *
 * @param pacing keeps groups that are in trouble from holding up the others @default they may
 * @param capsIn how many records of each group in a batch are worked on at once, without pacing
 *   @default all
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function sqsHandler(
  handleRecord: HandleRecord,
  deadLetters: DeadLetters,
  afterBatch: AfterBatch = async () => {},
  pacing?: Throttling,
  capsIn: (records: readonly SQSRecord[]) => (group: string) => number = () => () => MOST_AT_ONCE,
) {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(flushMetrics())
    .handler(async ({ Records }, context) => {
      const pace = pacing && new BatchThrottle(pacing, () => context.getRemainingTimeInMillis());
      const failed: SQSRecord[] = [];
      const work = async (record: SQSRecord) => {
        const done = timeLeft(context, MARGIN_MS) > 0 && (await handled(record, context, pace));
        if (!done) failed.push(record);
      };
      const capOf = pace?.capOf ?? capsIn(Records);
      await runFair({ items: Records, groupOf, capOf, work }, MOST_AT_ONCE);
      await afterBatch(AbortSignal.timeout(timeLeft(context, ANSWER_MS)));
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });

  async function handled(
    record: SQSRecord,
    context: Context,
    pace: BatchThrottle | undefined,
  ): Promise<boolean> {
    const { messageId } = record;
    try {
      if (await isPutOff(record, context, pace)) await pace?.defer(record);
      return true;
    } catch (error) {
      if (error instanceof InvalidMessageError) return putAside(record, error.message);
      logger.error('message stays in its queue', { messageId, error });
      return false;
    }
  }

  /** Handles the record, unless its group is in trouble; whether it is to be put off. */
  async function isPutOff(
    record: SQSRecord,
    context: Context,
    pace: BatchThrottle | undefined,
  ): Promise<boolean> {
    if (pace?.isDeferred(record)) return true;
    let notNow = false;
    await handleRecord(record, AbortSignal.timeout(timeLeft(context, MARGIN_MS)), (strain) => {
      pace?.onSignal(record, strain);
      notNow = strain === 'not_now';
    });
    return notNow;
  }

  async function putAside(record: SQSRecord, cause: string): Promise<boolean> {
    const { messageId } = record;
    try {
      await deadLetters(record, cause);
    } catch (error) {
      logger.error('message cannot be read, and stays in its queue', { messageId, cause, error });
      return false;
    }
    count('InvalidMessages');
    logger.error('message cannot be read: moved to dead letters', { messageId, cause });
    return true;
  }
}

const timeLeft = (context: Context, marginMs: number): number =>
  Math.max(0, context.getRemainingTimeInMillis() - marginMs);
