import {
  ReceiveMessageCommand,
  type SendMessageBatchCommandInput,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { Queues as FunctionQueues } from '../../lambdas/platform/aws/calls/queues.sqs.ts';
import { patchXmlCharset } from '../../local/queues/fauxqs.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { awsAt } from './aws.ts';

/** In-memory queues of a single test. */
export interface Queues {
  readonly client: FunctionQueues;
  /** The SDK's client, for what the functions do not do, such as receiving. */
  readonly sdk: SQSClient;
  /** Creates a queue and returns its URL. */
  create(name: string): string;
  /** All messages in a queue, without receiving any. */
  inspect(name: string): { body: string; delayed: boolean }[];
  /** The group ids of all messages sent so far; the embedded SQS does not keep them. */
  readonly groupIds: (string | undefined)[];
  /** Receives up to ten messages, with their attributes. */
  receive(url: string): Promise<{ body: string; attributes: Record<string, string | undefined> }[]>;
  stop(): Promise<void>;
}

/** Records the group ids of what is sent. */
class RecordingQueues extends FunctionQueues {
  readonly groupIds: (string | undefined)[] = [];

  override sendMessage(input: SendMessageCommandInput) {
    this.groupIds.push(input.MessageGroupId);
    return super.sendMessage(input);
  }

  override sendMessageBatch(input: SendMessageBatchCommandInput) {
    this.groupIds.push(...(input.Entries ?? []).map(({ MessageGroupId }) => MessageGroupId));
    return super.sendMessageBatch(input);
  }
}

/** Starts an SQS. */
export async function startQueues(): Promise<Queues> {
  await patchXmlCharset();
  const server = await startFauxqs({ port: 0, logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sdk = new SQSClient({ endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS });
  const client = new RecordingQueues(awsAt(endpoint));
  sdk.middlewareStack.add(
    (next) => (args) => {
      if ('MessageGroupId' in args.input) client.groupIds.push(args.input.MessageGroupId);
      // Each message that was sent is visible at once here: waiting for more would take all the time.
      if ('WaitTimeSeconds' in args.input) args.input.WaitTimeSeconds = 0;
      return next(args);
    },
    { step: 'initialize' },
  );
  return {
    client,
    sdk,
    groupIds: client.groupIds,
    create: (name) => {
      server.createQueue(name);
      return `${endpoint}/000000000000/${name}`;
    },
    inspect: (name) => {
      const { ready = [], delayed = [] } = server.inspectQueue(name)?.messages ?? {};
      const shown = (isDelayed: boolean) => (message: (typeof ready)[number]) => ({
        body: message.body,
        delayed: isDelayed,
      });
      return [...ready.map(shown(false)), ...delayed.map(shown(true))];
    },
    receive: async (url) => {
      const { Messages = [] } = await sdk.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
        body: Body,
        attributes: Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
        ),
      }));
    },
    stop: async () => {
      sdk.destroy();
      await server.stop();
    },
  };
}
