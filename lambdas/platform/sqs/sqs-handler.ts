import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { logger } from '../aws/logger.ts';
import { count, invocationLog } from '../aws/metrics-emitter.ts';
import { withTimeLimit } from '../with-time-limit.ts';
import { BatchThrottle, groupOf, type ThrottleSignal, type Throttling } from './batch-throttle.ts';
import { runFair } from './fair-scheduler.ts';
import { InvalidMessageError } from './queue-message.ts';

/** Records handled concurrently: a whole batch. */
export const MAX_AT_ONCE = 10;
/**
 * Milliseconds before the function's timeout. After this point no record begins, and records in progress
 * are aborted.
 */
export const MARGIN_MS = 1_000;
/**
 * Milliseconds before the function's timeout at which work at the end of a batch is aborted, to leave time
 * for the response.
 */
const RESPONSE_MS = 250;

/**
 * Handles one message. If it throws, the message stays in its queue.
 *
 * @param report receives backpressure signals for the message's group; ignored without throttling
 */
export type HandleRecord = (
  record: SQSRecord,
  signal: AbortSignal,
  report: (throttleSignal: ThrottleSignal) => void,
) => Promise<void> | void;

/**
 * Begins a run, which handles the records of one batch. What the records of a run share, such as a
 * read of their tenant, is created here.
 */
type BeginRun = () => HandleRecord;

/**
 * Runs once at the end of a batch. It handles its own errors: if it throws, SQS redelivers the whole
 * batch.
 */
type AfterBatch = (signal: AbortSignal) => Promise<void>;

/** Dead-letters an invalid message with its cause. */
export type DeadLetters = (record: SQSRecord, cause: string) => Promise<void>;

/** Options of {@link sqsHandler}. */
export interface SqsHandlerOptions {
  readonly beginRun: BeginRun;
  readonly deadLetters: DeadLetters;
  /** @default nothing */
  readonly afterBatch?: AfterBatch;
  /** Keeps slow or overloaded groups from delaying others. @default none */
  readonly throttling?: Throttling;
  /** Concurrency limit per group of a batch, when there is no throttling. @default all records */
  readonly limitsIn?: (records: readonly SQSRecord[]) => (group: string) => number;
}

/**
 * Creates an SQS handler with partial batch responses. SQS redelivers a record that fails, without
 * affecting other records. An invalid record is dead-lettered at once. Records that cannot begin in
 * time are returned for redelivery. Records are handled round-robin by message group.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function sqsHandler({
  beginRun,
  deadLetters,
  afterBatch = async () => {},
  throttling,
  limitsIn = () => () => MAX_AT_ONCE,
}: SqsHandlerOptions) {
  return middy<SQSEvent, SQSBatchResponse>()
    .use(
      invocationLog<middy.Request<SQSEvent>>('run ended', ({ event }) => ({
        messages: event.Records.length,
      })),
    )
    .handler(async ({ Records }, context) => {
      const throttle =
        throttling && new BatchThrottle(throttling, () => context.getRemainingTimeInMillis());
      const failed: SQSRecord[] = [];
      const limitOf = throttle?.limitOf ?? limitsIn(Records);
      await withTimeLimit(timeLeft(context, MARGIN_MS), async (signal) => {
        const run: Run = { handleRecord: beginRun(), deadLetters, signal, throttle };
        const work = async (record: SQSRecord) => {
          const done = timeLeft(context, MARGIN_MS) > 0 && (await processRecord(run, record));
          if (!done) failed.push(record);
        };
        await runFair({ items: Records, groupOf, limitOf, work }, MAX_AT_ONCE);
      });
      await withTimeLimit(timeLeft(context, RESPONSE_MS), afterBatch);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    });
}

/** State that the records of one batch share. */
interface Run {
  readonly handleRecord: HandleRecord;
  readonly deadLetters: DeadLetters;
  /** Aborted shortly before the function's timeout. */
  readonly signal: AbortSignal;
  readonly throttle: BatchThrottle | undefined;
}

/** Handles, defers or dead-letters a record. Returns false when it stays in its queue. */
async function processRecord(run: Run, record: SQSRecord): Promise<boolean> {
  const { messageId } = record;
  try {
    if (await isDeferred(run, record)) await run.throttle?.defer(record);
    return true;
  } catch (error) {
    if (error instanceof InvalidMessageError) return tryDeadLetter(run, record, error.message);
    logger.error('message failed; SQS redelivers it', { messageId, error });
    return false;
  }
}

/** Handles the record, unless its group is throttled. Returns whether to defer the record. */
async function isDeferred(
  { handleRecord, signal, throttle }: Run,
  record: SQSRecord,
): Promise<boolean> {
  if (throttle?.isDeferred(record)) return true;
  let lastSignal: ThrottleSignal | undefined;
  const report = (throttleSignal: ThrottleSignal) => {
    throttle?.onSignal(record, throttleSignal);
    lastSignal = throttleSignal;
  };
  await handleRecord(record, signal, report);
  return lastSignal === 'deferred';
}

/** Dead-letters an invalid record. Returns false when it stays in its queue. */
export async function tryDeadLetter(
  { deadLetters }: Pick<Run, 'deadLetters'>,
  record: SQSRecord,
  cause: string,
): Promise<boolean> {
  const { messageId } = record;
  try {
    await deadLetters(record, cause);
  } catch (error) {
    logger.error('invalid message not moved to the dead-letter queue; SQS redelivers it', {
      messageId,
      cause,
      error,
    });
    return false;
  }
  count('InvalidMessages');
  logger.error('invalid message moved to the dead-letter queue', { messageId, cause });
  return true;
}

/** The time until `marginMs` before the function's timeout, in milliseconds. */
export const timeLeft = (context: Context, marginMs: number): number =>
  Math.max(0, context.getRemainingTimeInMillis() - marginMs);
