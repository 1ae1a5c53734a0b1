import { Batcher } from '../batcher.ts';
import { CALL_CAPACITY, type Message, messageBytes, type SendBatch } from './queue.sqs.ts';

/** The longest time, in milliseconds, that a message waits for others to share its call. */
const MESSAGE_WAIT_MS = 3;

/** Combines messages into full SendMessageBatch calls. SQS bills each call, and each call takes CPU time. */
export class MessageBatcher extends Batcher<Message> {
  constructor(send: SendBatch) {
    super({
      capacity: CALL_CAPACITY,
      bytesOf: messageBytes,
      maxWaitMs: MESSAGE_WAIT_MS,
      send,
    });
  }
}
