import { createHash } from 'node:crypto';
import type { SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import type { Queues } from '../aws/calls/queues.sqs.ts';
import { type Capacity, split } from '../split.ts';
import { originalAttributes } from './original-message.ts';
import { asAttributes, attributesThatFit, bytesOf, MAX_MESSAGE_BYTES } from './queue-message.ts';
import type { DeadLetters } from './sqs-handler.ts';

/**
 * SQS accepts at most 10 messages per batch, together no larger than one message may be: SQSDeveloperGuide,
 * quotas-messages.
 */
export const CALL_CAPACITY: Capacity = { items: 10, bytes: MAX_MESSAGE_BYTES };
/** A message group id has at most 128 characters: SQSDeveloperGuide, quotas-messages. */
const GROUP_ID_LENGTH = 128;
/** The longest delay of an SQS message, in seconds: API_SendMessage. */
export const LONGEST_DELAY_SECONDS = 900;

/** The delay, in whole seconds, of a message that is due at `instant`: 0 to {@link LONGEST_DELAY_SECONDS}. */
export const delayUntil = (instant: string, now: Date): number => {
  const seconds = Math.ceil((Date.parse(instant) - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
};

/** A message to send. */
export interface Message {
  readonly body: string;
  /** Any text. Messages of one group share a fair queue's capacity. */
  readonly group: string;
  /** Seconds until it can be received, 0 to {@link LONGEST_DELAY_SECONDS}. @default 0 */
  readonly delaySeconds?: number;
  /** Message attributes. @default none */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Sends messages to one queue. Resolves when SQS has accepted all of them. */
export type Send = (messages: readonly Message[]) => Promise<void>;

/**
 * Sends messages of one batch, within {@link CALL_CAPACITY}. Resolves with an error for each message
 * that SQS rejected, by index; rejects when the call fails.
 */
export type SendBatch = (batch: readonly Message[]) => Promise<readonly (Error | undefined)[]>;

/** Creates a function that sends batches to one queue. */
export const sendBatchTo =
  (queues: Queues, queueUrl: string): SendBatch =>
  async (batch) => {
    const { Failed = [] } = await queues.sendMessageBatch({
      QueueUrl: queueUrl,
      Entries: batch.map(entryOf),
    });
    const errors = new Map(
      Failed.map(({ Id, Code, Message }) => [
        Id,
        new Error(`SQS rejected a message: ${Code} ${Message}`),
      ]),
    );
    return batch.map((_, index) => errors.get(String(index)));
  };

/** @throws Error when SQS rejects a message; other messages of the batch may have been sent */
export const sendTo = (queues: Queues, queueUrl: string): Send => {
  const sendBatch = sendBatchTo(queues, queueUrl);
  return async (messages) => {
    for (const batch of split(messages, CALL_CAPACITY, messageBytes)) {
      const error = (await sendBatch(batch)).find((one) => one !== undefined);
      if (error) throw error;
    }
  };
};

/**
 * Dead-letters an invalid message: sends its body unchanged to `queueUrl`, with the cause and the
 * original id and send time as attributes. If the message leaves no room for the cause, the attribute
 * refers to the log. A message that reaches SQS's size limit alone is sent without attributes.
 */
export const deadLettersIn =
  (queues: Queues, queueUrl: string): DeadLetters =>
  async (record, cause) => {
    const { body, attributes } = record;
    const causes = [attributeText(cause), 'see the log'];
    const first = originalAttributes(record);
    await queues.sendMessage({
      QueueUrl: queueUrl,
      MessageBody: body,
      MessageAttributes: attributesThatFit(
        body,
        causes.map((text) => ({ cause: text, ...first })),
      ),
      MessageGroupId: attributes.MessageGroupId,
    });
  };

const CAUSE_CHARACTERS = 2_000;

/** A cause may quote names from the message. An attribute accepts only XML 1.0 characters. */
const attributeText = (cause: string): string =>
  cause
    .slice(0, CAUSE_CHARACTERS)
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD');

/** The bytes of a message in a SendMessageBatch call. */
export const messageBytes = ({ body, attributes = {} }: Message): number =>
  Buffer.byteLength(withinXml(body)) + bytesOf(attributes);

const entryOf = (
  { body, group, delaySeconds = 0, attributes = {} }: Message,
  index: number,
): SendMessageBatchRequestEntry => ({
  Id: String(index),
  MessageBody: withinXml(body),
  MessageGroupId: groupIdOf(group),
  DelaySeconds: delaySeconds,
  MessageAttributes: asAttributes(attributes),
});

/**
 * Escapes U+FFFE and U+FFFF, which XML 1.0 excludes and SQS therefore rejects (API_SendMessage). SQS
 * also rejects control characters; those are always escaped in JSON.
 */
const withinXml = (json: string): string =>
  json.replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');

const groupIdOf = (group: string): string =>
  group.length <= GROUP_ID_LENGTH ? group : createHash('sha256').update(group).digest('hex');
