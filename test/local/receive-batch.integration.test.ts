import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveBatch } from '../../local/queues/receive-batch.ts';
import { toRecord } from '../../local/queues/record.ts';
import { type SqsAndS3, startSqsAndS3 } from '../../local/queues/sqs-and-s3-server.ts';

let server: SqsAndS3;
let sqs: SQSClient;
let folder: string;

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

let queues = 0;
const aQueue = (): string => {
  queues += 1;
  server.createQueue(`queue-${queues}`, {});
  return server.queueUrl(`queue-${queues}`);
};

const send = async (QueueUrl: string, count: number): Promise<void> => {
  for (let sent = 0; sent < count; sent += 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `${sent}` }));
  }
};

const never = new AbortController().signal;

test('without a batching window, a batch is processed at once', async () => {
  const queueUrl = aQueue();
  await send(queueUrl, 3);
  const began = performance.now();
  const batch = await receiveBatch(
    server.calls,
    { queueUrl, batchSize: 10, windowSeconds: 0 },
    never,
  );
  expect(batch).toHaveLength(3);
  expect(performance.now() - began).toBeLessThan(500);
});

test('a batch never exceeds its maximum size', async () => {
  const queueUrl = aQueue();
  await send(queueUrl, 3);
  const batch = await receiveBatch(
    server.calls,
    { queueUrl, batchSize: 2, windowSeconds: 1 },
    never,
  );
  expect(batch).toHaveLength(2);
});

test('with a batching window, messages that arrive meanwhile share a batch', async () => {
  const queueUrl = aQueue();
  await send(queueUrl, 8);
  const receiving = receiveBatch(
    server.calls,
    { queueUrl, batchSize: 100, windowSeconds: 1 },
    never,
  );
  await sleep(300);
  await send(queueUrl, 8);
  expect(await receiving).toHaveLength(16);
});

test('a batch fits into the payload of a function, with all that surrounds the bodies', async () => {
  const queueUrl = aQueue();
  const body = '"'.repeat(200_000);
  for (let sent = 0; sent < 40; sent += 1) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  }
  const limits = { queueUrl, batchSize: 100, windowSeconds: 2 };
  const batch = await receiveBatch(server.calls, limits, never);
  const event = { Records: batch.map((message) => toRecord(message, 'arn')) };
  expect(batch.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(6 * 1024 * 1024);
});

test('waiting ends when it is aborted', async () => {
  const stopping = new AbortController();
  const limits = { queueUrl: aQueue(), batchSize: 10, windowSeconds: 0 };
  const receiving = receiveBatch(server.calls, limits, stopping.signal);
  stopping.abort();
  await expect(receiving).rejects.toThrow('abort');
});
