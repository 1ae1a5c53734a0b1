import { succeeded } from './batch-response.ts';
import { toRecord } from './record.ts';
import type { ReceivedMessage, SqsCalls } from './sqs-calls.ts';

const MAX_PER_DELETE = 10;

/** A consumer of a queue's messages. */
export interface Consumer {
  readonly queueUrl: string;
  readonly queueArn: string;
  /**
   * Whether the function reports batch item failures; otherwise a normal return is success for all.
   */
  readonly reportsFailures: boolean;
  invoke(event: unknown): Promise<unknown>;
}

/**
 * Invokes the function with a batch. A message is deleted only after an invocation that succeeded.
 * All others become visible again when their visibility timeout expires, so that a function that
 * dies loses nothing.
 */
export const handleBatch = async (
  consumer: Consumer,
  batch: readonly ReceivedMessage[],
  sqs: SqsCalls,
): Promise<void> => {
  const Records = batch.map((message) => toRecord(message, consumer.queueArn));
  const response = await consumer.invoke({ Records });
  const ids = Records.map(({ messageId }) => messageId);
  const done = consumer.reportsFailures ? succeeded(response, ids) : ids;
  const handles = Records.filter(({ messageId }) => done.includes(messageId)).map(
    ({ receiptHandle }) => receiptHandle,
  );
  deleteMessages(sqs, consumer.queueUrl, handles);
};

const deleteMessages = (sqs: SqsCalls, QueueUrl: string, handles: readonly string[]): void => {
  for (let at = 0; at < handles.length; at += MAX_PER_DELETE) {
    const Entries = handles
      .slice(at, at + MAX_PER_DELETE)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    sqs.delete({ QueueUrl, Entries });
  }
};
