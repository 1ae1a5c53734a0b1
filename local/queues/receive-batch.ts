import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** SQS hands out at most ten messages a call. */
const MOST_PER_CALL = 10;
const LONG_POLL_SECONDS = 20;
const SHORT_POLL_PAUSE_MS = 50;
/** Lambda's synchronous payload limit, less room for what wraps the bodies. */
const MOST_BYTES = 5 * 1024 * 1024;

/** How large a batch may grow, and for how long. */
export interface BatchLimits {
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
}

/**
 * Waits for messages and answers them as one batch: the first call's, or, with a window, all that
 * came until it closed or the batch was full. Empty when no message came for a while.
 */
export const receiveBatch = async (
  sqs: SQSClient,
  limits: BatchLimits,
  signal: AbortSignal,
): Promise<Message[]> => {
  const batch = await receive(sqs, limits, limits.batchSize, LONG_POLL_SECONDS, signal);
  const closes = Date.now() + limits.windowSeconds * 1000;
  while (batch.length > 0 && hasRoom(batch, limits) && Date.now() < closes) {
    const more = await receive(sqs, limits, limits.batchSize - batch.length, 0, signal);
    batch.push(...more);
    if (more.length === 0) await sleep(SHORT_POLL_PAUSE_MS, undefined, { signal });
  }
  return batch;
};

const receive = async (
  sqs: SQSClient,
  { queueUrl }: BatchLimits,
  most: number,
  waitSeconds: number,
  abortSignal: AbortSignal,
): Promise<Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: Math.min(most, MOST_PER_CALL),
    WaitTimeSeconds: waitSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs.send(command, { abortSignal });
  return Messages;
};

const hasRoom = (batch: readonly Message[], { batchSize }: BatchLimits): boolean =>
  batch.length < batchSize &&
  batch.reduce((bytes, { Body = '' }) => bytes + Buffer.byteLength(Body), 0) < MOST_BYTES;
