import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Action, action } from '../../../local/secrets/aws-json.ts';

/** A message of a queue, which keeps it until it is deleted. */
export interface HeldMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Undefined for a message without a group. */
  readonly group: string | undefined;
  /** Milliseconds of Unix time. */
  readonly sentAt: number;
  /** When it becomes visible, again or for the first time: milliseconds of Unix time. */
  readonly visibleAt: number;
  /** How often it has been received. */
  readonly receives: number;
}

/** The SQS queues of a harness, by name. */
export type HeldQueues = Map<string, HeldMessage[]>;

const Attributes = z.record(z.string(), z.object({ StringValue: z.string() })).default({});

const Message = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.int().min(0).max(900).default(0),
  MessageAttributes: Attributes,
  MessageGroupId: z.string().optional(),
});
type Message = z.output<typeof Message>;

const QueueUrl = z.string().transform((url) => url.split('/').at(-1) ?? '');

/**
 * The part of SQS that the functions call. The embedded SQS of the other tests hides a message by
 * wall-clock time; here the harness controls visibility.
 */
export const sqsActions = (queues: HeldQueues): Record<string, Action> => ({
  'AmazonSQS.SendMessage': action(Message.extend({ QueueUrl }), ({ QueueUrl: name, ...message }) =>
    sent(queues, name, message),
  ),
  'AmazonSQS.SendMessageBatch': action(
    z.object({
      QueueUrl,
      Entries: z
        .array(Message.extend({ Id: z.string() }))
        .min(1)
        .max(10),
    }),
    ({ QueueUrl: name, Entries }) => ({
      Successful: Entries.map(({ Id, ...message }) => ({ Id, ...sent(queues, name, message) })),
      Failed: [],
    }),
  ),
});

/** Adds a message to a queue. */
export function sent(queues: HeldQueues, name: string, message: Message): object {
  const { MessageBody: body, DelaySeconds, MessageAttributes, MessageGroupId: group } = message;
  const id = randomUUID();
  const sentAt = Date.now();
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([key, { StringValue }]) => [key, StringValue]),
  );
  const visibleAt = sentAt + DelaySeconds * 1_000;
  const held = queues.get(name) ?? [];
  queues.set(name, [...held, { id, body, attributes, group, sentAt, visibleAt, receives: 0 }]);
  return { MessageId: id, MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
}
