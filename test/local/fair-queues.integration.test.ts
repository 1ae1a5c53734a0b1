import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type SqsAndS3, startSqsAndS3 } from '../../local/queues/sqs-and-s3-server.ts';

let server: SqsAndS3;
let sqs: SQSClient;
let folder: string;
let QueueUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
  server = await startSqsAndS3(0, folder);
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  sqs = new SQSClient({ endpoint: server.url, region: 'us-east-1', credentials });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(({ task }) => {
  server.createQueue(task.id, {});
  QueueUrl = server.queueUrl(task.id);
});

const send = (MessageGroupId: string, ...bodies: string[]) =>
  sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: bodies.map((MessageBody, n) => ({ Id: `${n}`, MessageBody, MessageGroupId })),
    }),
  );

const receive = async (max: number) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: max,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages.map(({ Body, ReceiptHandle, Attributes }) => ({
    body: Body,
    ReceiptHandle,
    group: Attributes?.MessageGroupId,
  }));
};

test('a message keeps its group, whichever call sent it', async () => {
  await send('acme', 'one', 'two');
  const alone = { QueueUrl, MessageBody: 'three', MessageGroupId: 'globex' };
  await sqs.send(new SendMessageCommand(alone));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'four' }));
  expect(await receive(10)).toMatchObject([
    { body: 'one', group: 'acme' },
    { body: 'two', group: 'acme' },
    { body: 'three', group: 'globex' },
    { body: 'four', group: undefined },
  ]);
});

test('a delayed message keeps its group', async () => {
  const delayed = { QueueUrl, MessageBody: 'later', MessageGroupId: 'acme', DelaySeconds: 1 };
  await sqs.send(new SendMessageCommand(delayed));
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  expect(Messages).toMatchObject([{ Body: 'later', Attributes: { MessageGroupId: 'acme' } }]);
});

test('a group with many messages in flight yields to another', async () => {
  await send('acme', ...'123456789'.split(''));
  await receive(1);
  await send('globex', 'mine');
  expect(await receive(2)).toMatchObject([{ body: 'mine' }, { body: '2' }]);
});

test('a deleted message is not received again, and a released one is', async () => {
  await send('acme', 'one', 'two');
  const [one, two] = await receive(10);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: one?.ReceiptHandle }));
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: two?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  expect(await receive(10)).toMatchObject([{ body: 'two' }]);
});
