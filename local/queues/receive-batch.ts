import { setTimeout as sleep } from 'node:timers/promises';
import { toRecord } from './record.ts';
import type { ReceivedMessage, SqsCalls } from './sqs-calls.ts';

/** SQS returns at most ten messages per call. */
export const MAX_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;
const SHORT_POLL_PAUSE_MS = 50;
/** Lambda's synchronous payload limit. Whole records count, with their attributes. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** The maximum size of a batch and its batching window. */
export interface BatchLimits {
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
}

/**
 * Receives one batch: the messages of the first call or, with a batching window, all that arrive
 * until the window closes or the batch is full. Empty when no message arrives in time.
 */
export const receiveBatch = async (
  sqs: SqsCalls,
  limits: BatchLimits,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> => {
  const batch = [...(await receive(sqs, limits, limits.batchSize, LONG_POLL_SECONDS, signal))];
  const closes = Date.now() + limits.windowSeconds * 1000;
  let bytes = sizeOf(batch);
  let largest = bytes;
  while (batch.length > 0 && batch.length < limits.batchSize && Date.now() < closes) {
    // Received messages cannot be put back: stop unless another call as large as the largest so far would
    // fit.
    if (bytes + largest > MAX_PAYLOAD_BYTES) break;
    const more = await receive(sqs, limits, limits.batchSize - batch.length, 0, signal);
    batch.push(...more);
    bytes += sizeOf(more);
    largest = Math.max(largest, sizeOf(more));
    if (more.length === 0) await sleep(SHORT_POLL_PAUSE_MS, undefined, { signal });
  }
  return batch;
};

const receive = (
  sqs: SqsCalls,
  { queueUrl }: BatchLimits,
  max: number,
  waitSeconds: number,
  signal: AbortSignal,
): Promise<readonly ReceivedMessage[]> =>
  sqs.receive(
    {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(max, MAX_PER_CALL),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    },
    signal,
  );

/** The size of messages as records of a function's event. */
const sizeOf = (messages: readonly ReceivedMessage[]): number =>
  messages
    .map((message) => Buffer.byteLength(JSON.stringify(toRecord(message, SAMPLE_ARN))))
    .reduce((sum, bytes) => sum + bytes, 0);

/** As long as the ARN of a queue may be. */
const SAMPLE_ARN = 'arn:aws:sqs:us-east-1:000000000000:'.padEnd(120, 'q');
