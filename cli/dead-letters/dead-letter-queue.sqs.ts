import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter } from './dead-letter.ts';
import type { QueuePair } from './find-queues.sqs.ts';
import { causeOfGivingUp, parseDeadLetter } from './parse-dead-letter.sqs.ts';
import { redriveAttributes } from './redrive-attributes.ts';

/** SQS hands out, takes back and deletes at most ten messages a call: quotas-messages. */
const BATCH = 10;
/** Thousands of letters are given back in this many calls at a time. */
const CALLS_AT_ONCE = 10;

/**
 * How long SQS lends a letter. Longer than it takes to see all that SQS lends at one time (120,000:
 * quotas-queues), and short enough to wait for when the command is killed and gives nothing back.
 */
const LENT_SECONDS = 600;

/** The shortest wait with which SQS asks all its servers, and not a few: API_ReceiveMessage. */
const WAIT_SECONDS = 1;

/** What cannot be given back because it is not lent any more: its time has run out, or it is gone. */
const NOT_LENT = /NotInflight|ReceiptHandleIsInvalid/;

/** The dead letters of one work queue. */
export class DeadLetterQueue {
  readonly purpose: string;
  private readonly sqs: SQSClient;
  private readonly pair: QueuePair;
  private givenUp: Promise<string> | undefined;

  constructor(sqs: SQSClient, pair: QueuePair) {
    this.sqs = sqs;
    this.pair = pair;
    this.purpose = pair.purpose;
  }

  /** Lends up to ten letters, which nobody else gets meanwhile. Some may have been lent before. */
  async receive(): Promise<DeadLetter[]> {
    this.givenUp ??= this.attribute(this.pair.url, 'RedrivePolicy').then(causeOfGivingUp);
    const givenUp = await this.givenUp;
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: this.pair.deadLettersUrl,
        MaxNumberOfMessages: BATCH,
        VisibilityTimeout: LENT_SECONDS,
        WaitTimeSeconds: WAIT_SECONDS,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount', 'MessageGroupId'],
        MessageAttributeNames: ['cause', 'message_id', 'sent_at'],
      }),
    );
    return Messages.map((message) => parseDeadLetter(this.purpose, message, givenUp));
  }

  /** Gives letters back, so that anybody can receive them at once; answers how many stay hidden. */
  async release(letters: readonly DeadLetter[]): Promise<number> {
    let hidden = 0;
    for (const some of partsOf(letters, BATCH * CALLS_AT_ONCE)) {
      const calls = partsOf(some, BATCH).map((batch) => this.giveBackBatch(batch));
      for (const count of await Promise.all(calls)) hidden += count;
    }
    return hidden;
  }

  private async giveBackBatch(letters: readonly DeadLetter[]): Promise<number> {
    const { Failed = [] } = await this.sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: this.pair.deadLettersUrl,
        Entries: entriesOf(letters).map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      }),
    );
    return Failed.filter(({ Code = '' }) => !NOT_LENT.test(Code)).length;
  }

  /** Deletes up to ten letters for good; answers those that are gone. */
  async delete(letters: readonly DeadLetter[]): Promise<DeadLetter[]> {
    if (letters.length === 0) return [];
    const { Successful = [] } = await this.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.pair.deadLettersUrl,
        Entries: entriesOf(letters),
      }),
    );
    const gone = new Set(Successful.map(({ Id }) => Number(Id)));
    return letters.filter((_, n) => gone.has(n));
  }

  /** Sends a letter to its work queue as what it was first, and leaves it here. */
  async resend(letter: DeadLetter): Promise<void> {
    await this.sqs.send(
      new SendMessageCommand({
        QueueUrl: this.pair.url,
        MessageBody: letter.body,
        MessageAttributes: redriveAttributes(letter),
        MessageGroupId: letter.group,
      }),
    );
  }

  /** About how many letters can be lent, as SQS counted up to a minute ago. */
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

const partsOf = (letters: readonly DeadLetter[], size: number): DeadLetter[][] =>
  Array.from({ length: Math.ceil(letters.length / size) }, (_, n) =>
    letters.slice(n * size, (n + 1) * size),
  );

const entriesOf = (letters: readonly DeadLetter[]) =>
  letters.map(({ receiptHandle }, n) => ({ Id: String(n), ReceiptHandle: receiptHandle }));
