import { createHash } from 'node:crypto';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { AWS_CLIENT } from './aws-client.ts';
import type { DeadLetters } from './each-record.ts';

/** SQS takes at most 10 messages and 1,048,576 bytes a batch: SQSDeveloperGuide, quotas-messages. */
const BATCH_MESSAGES = 10;
const BATCH_BYTES = 1_048_576;
/** A message group id has at most 128 characters: SQSDeveloperGuide, quotas-messages. */
const GROUP_ID_LENGTH = 128;
/** The longest delay SQS gives one message, in seconds: API_SendMessage. */
export const LONGEST_DELAY_SECONDS = 900;

/**
 * The SQS client of a function. By default the SDK calls the host of the queue's URL, past whatever
 * endpoint the function is told.
 */
export const sqsClient = (): SQSClient =>
  new SQSClient({ ...AWS_CLIENT, useQueueUrlAsEndpoint: false });

/** A message to send. */
interface Message {
  readonly body: string;
  /** Messages of one group share a fair queue's capacity; any text. */
  readonly group: string;
  /** Seconds until it can be received, 0 to {@link LONGEST_DELAY_SECONDS}. @default 0 */
  readonly delaySeconds?: number;
}

/** Sends messages to one queue; resolves when SQS has them all. */
export type Send = (messages: readonly Message[]) => Promise<void>;

/** @throws Error when SQS refuses a message; the others of the batch may have been sent. */
export const sendTo =
  (sqs: SQSClient, queueUrl: string): Send =>
  async (messages) => {
    for (const batch of batchesOf(messages)) {
      const { Failed } = await sqs.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: batch }),
      );
      const [failure] = Failed ?? [];
      if (failure) throw new Error(`SQS refused a message: ${failure.Code} ${failure.Message}`);
    }
  };

/**
 * Puts a message that cannot be read into `queueUrl`, unchanged, with its cause as an attribute; a
 * message that fills SQS's limit alone goes without, and the log has the cause.
 */
export const deadLettersIn =
  (sqs: SQSClient, queueUrl: string): DeadLetters =>
  async ({ body, messageId, attributes: { SentTimestamp } }, cause) => {
    const attributes = {
      cause: attributeText(cause),
      message_id: messageId,
      sent_at: SentTimestamp,
    };
    const fits = Buffer.byteLength(body) <= BATCH_BYTES - ATTRIBUTES_BYTES;
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        ...(fits && { MessageAttributes: messageAttributes(attributes) }),
      }),
    );
  };

/** What a dead letter's attributes take at the most: names, types and values count. */
const ATTRIBUTES_BYTES = 8_192;
const CAUSE_CHARACTERS = 2_000;

const messageAttributes = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

/** A cause may quote names from the message: in an attribute, only characters of XML 1.0 may stand. */
const attributeText = (cause: string): string =>
  cause
    .slice(0, CAUSE_CHARACTERS)
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD');

function* batchesOf(messages: readonly Message[]): Generator<SendMessageBatchRequestEntry[]> {
  let batch: SendMessageBatchRequestEntry[] = [];
  let bytes = 0;
  for (const message of messages) {
    const MessageBody = withinXml(message.body);
    const size = Buffer.byteLength(MessageBody);
    if (batch.length === BATCH_MESSAGES || (batch.length > 0 && bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({
      Id: String(batch.length),
      MessageBody,
      MessageGroupId: groupIdOf(message.group),
      DelaySeconds: message.delaySeconds ?? 0,
    });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/**
 * SQS refuses the two non-characters that XML 1.0 excludes (API_SendMessage); JSON can spell them
 * as escapes. The control characters it refuses, too, are always escaped in JSON.
 */
const withinXml = (json: string): string =>
  json.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');

const groupIdOf = (group: string): string =>
  group.length <= GROUP_ID_LENGTH ? group : createHash('sha256').update(group).digest('hex');
