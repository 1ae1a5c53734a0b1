import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, redriveAttributes } from './dead-letter.ts';
import type { QueuePair } from './find-queues.sqs.ts';
import { causeOf, parseDeadLetter } from './parse-dead-letter.sqs.ts';

/** SQS receives, releases and deletes at most ten messages per call: quotas-messages. */
const BATCH = 10;
/** Maximum number of concurrent calls when releasing thousands of messages. */
const CALLS_AT_ONCE = 10;

/**
 * Visibility timeout in seconds. It is longer than receiving the maximum of in-flight messages
 * takes (120,000: quotas-queues), and short enough to wait for if the command is killed without
 * releasing them.
 */
const VISIBILITY_SECONDS = 600;

/** The shortest wait for which SQS queries all its servers (long polling): API_ReceiveMessage. */
const WAIT_SECONDS = 1;

/**
 * Errors for a message that cannot be released because it is no longer in flight: its visibility
 * timeout has expired, or it is deleted.
 */
const NOT_IN_FLIGHT = /NotInflight|ReceiptHandleIsInvalid/;

/** The dead-letter queue of one work queue. */
export class DeadLetterQueue {
  readonly purpose: string;
  private readonly sqs: SQSClient;
  private readonly pair: QueuePair;
  private sqsCause: Promise<string> | undefined;

  constructor(sqs: SQSClient, pair: QueuePair) {
    this.sqs = sqs;
    this.pair = pair;
    this.purpose = pair.purpose;
  }

  /**
   * Receives up to ten dead letters, hidden from other consumers meanwhile. Some may have been
   * received before.
   */
  async receive(): Promise<DeadLetter[]> {
    this.sqsCause ??= this.attribute(this.pair.url, 'RedrivePolicy').then(causeOf);
    const sqsCause = await this.sqsCause;
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.pair.deadLettersUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: VISIBILITY_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
        MessageAttributeNames: ['cause', 'original_message_id', 'original_sent_at'],
      }),
    );
    return Messages.map((message) => parseDeadLetter(this.purpose, message, sqsCause));
  }

  /** Makes dead letters visible again at once; returns the number that stay hidden. */
  async release(deadLetters: readonly DeadLetter[]): Promise<number> {
    let hidden = 0;
    for (const some of batchesOf(deadLetters, BATCH * CALLS_AT_ONCE)) {
      const calls = batchesOf(some, BATCH).map((batch) => this.releaseBatch(batch));
      for (const count of await Promise.all(calls)) hidden += count;
    }
    return hidden;
  }

  private async releaseBatch(deadLetters: readonly DeadLetter[]): Promise<number> {
    const { Failed = [] } = await this.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.pair.deadLettersUrl,
        Entries: entriesOf(deadLetters).map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      }),
    );
    return Failed.filter(({ Code = '' }) => !NOT_IN_FLIGHT.test(Code)).length;
  }

  /** Deletes up to ten dead letters permanently; returns those that are deleted. */
  async delete(deadLetters: readonly DeadLetter[]): Promise<DeadLetter[]> {
    if (deadLetters.length === 0) return [];
    const { Successful = [] } = await this.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.pair.deadLettersUrl,
        Entries: entriesOf(deadLetters),
      }),
    );
    const deletedIndexes = new Set(Successful.map(({ Id }) => Number(Id)));
    return deadLetters.filter((_, n) => deletedIndexes.has(n));
  }

  /** Sends a dead letter to its work queue as the original message, without deleting it here. */
  async resend(deadLetter: DeadLetter): Promise<void> {
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.pair.url,
        MessageBody: deadLetter.body,
        MessageAttributes: redriveAttributes(deadLetter),
        MessageGroupId: deadLetter.group,
      }),
    );
  }

  /** The approximate number of visible dead letters, as of up to a minute ago. */
  async waiting(): Promise<number> {
    return Number(await this.attribute(this.pair.deadLettersUrl, 'ApproximateNumberOfMessages'));
  }

  private async attribute(QueueUrl: string, name: QueueAttributeName): Promise<string | undefined> {
    const { Attributes } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
    );
    return Attributes?.[name];
  }
}

const batchesOf = (deadLetters: readonly DeadLetter[], size: number): DeadLetter[][] =>
  Array.from({ length: Math.ceil(deadLetters.length / size) }, (_, n) =>
    deadLetters.slice(n * size, (n + 1) * size),
  );

const entriesOf = (deadLetters: readonly DeadLetter[]) =>
  deadLetters.map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle }));
