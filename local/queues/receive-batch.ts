import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedMessage, SqsCalls } from './sqs-calls.ts';

/** SQS returns at most ten messages per call. */
const MAX_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;
const SHORT_POLL_PAUSE_MS = 50;
/** Lambda's synchronous payload limit, minus space for the records around the bodies. */
const MAX_BYTES = 5 * 1024 * 1024;

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
  while (batch.length > 0 && hasRoom(batch, limits) && Date.now() < closes) {
    const more = await receive(sqs, limits, limits.batchSize - batch.length, 0, signal);
    batch.push(...more);
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

const hasRoom = (batch: readonly ReceivedMessage[], { batchSize }: BatchLimits): boolean =>
  batch.length < batchSize &&
  batch.reduce((bytes, { Body = '' }) => bytes + Buffer.byteLength(Body), 0) < MAX_BYTES;
