import type {
  DeleteMessageBatchCommandInput,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { type FauxqsStores, fauxqsModule } from './fauxqs.ts';

/** An attribute of a message, whose binary value is base64. */
export interface ReceivedAttribute extends Omit<MessageAttributeValue, 'BinaryValue'> {
  readonly BinaryValue?: string;
}

/** A message as the JSON protocol has it. */
export interface ReceivedMessage extends Omit<Message, 'MessageAttributes'> {
  readonly MessageAttributes?: Readonly<Record<string, ReceivedAttribute>>;
}

interface Received {
  readonly Messages?: readonly ReceivedMessage[];
}

/** The actions of SQS that pollers need. */
export interface SqsCalls {
  /** Rejects when `signal` aborts. */
  receive(
    input: ReceiveMessageCommandInput,
    signal: AbortSignal,
  ): Promise<readonly ReceivedMessage[]>;
  delete(input: DeleteMessageBatchCommandInput): void;
}

/**
 * Returns the actions of fauxqs itself (2.4.1: `sqs/actions/`). The pollers run in the same process:
 * requests over HTTP took 15 times the CPU.
 */
export const sqsCalls = async (store: FauxqsStores['sqsStore']): Promise<SqsCalls> => {
  const { receiveMessage } = await import(fauxqsModule('sqs/actions/receiveMessage.js'));
  const { deleteMessageBatch } = await import(fauxqsModule('sqs/actions/deleteMessageBatch.js'));
  return {
    receive: async (input, signal) => {
      const received: Promise<Received> = receiveMessage(input, store);
      const { Messages = [] } = await unlessAborted(received, signal);
      return Messages;
    },
    delete: (input) => deleteMessageBatch(input, store),
  };
};

const unlessAborted = <Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
