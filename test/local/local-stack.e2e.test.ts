import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { childrenOf } from './processes.ts';
import { openSmallStack } from './small-stack.ts';

const logged: string[] = [];
let stack: LocalStack;

beforeAll(async () => {
  stack = await openSmallStack({
    scheduleSeconds: 1,
    log: (source, line) => logged.push(`${source} ${line}`),
  });
});
afterAll(() => stack.stop());

const post = (action: string, body = '', headers: Record<string, string> = {}) =>
  fetch(`${stack.url}/${action}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain', ...headers },
  });

const result = async (action: string, body?: string): Promise<unknown> => {
  const response = await post(action, body);
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const work = (message: object) => post('queue', JSON.stringify(message));
const done = (id: string, expected: object = {}) =>
  vi.waitFor(async () => expect(await result('item', id)).toMatchObject(expected), {
    timeout: 120_000,
    interval: 250,
  });

test('a function gets the template’s variables, Lambda’s and the endpoints, and nothing else', async () => {
  const names = await result('environment');
  expect(names).toEqual(
    expect.arrayContaining([
      'QUEUE_URL',
      'AWS_REGION',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_ENDPOINT_URL_SQS',
    ]),
  );
  expect(names).not.toEqual(expect.arrayContaining(['VITEST']));
});

test('a function gets Lambda’s context', async () => {
  const context = await result('context');
  expect(context).toMatchObject({
    functionName: 'small-front',
    memoryLimitInMB: '256',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:small-front',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(context).toHaveProperty(
    'remaining',
    expect.toSatisfy((ms) => ms > 0 && ms <= 8000),
  );
});

test('a request without a route returns 404', async () => {
  const response = await fetch(`${stack.url}/echo`);
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});

test('a path with an invalid encoding returns 400', async () => {
  expect((await post('%zz')).status).toBe(400);
});

test('a function that throws is an internal server error', async () => {
  const response = await post('fail');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  expect(logged.join('\n')).toContain('as asked');
});

test('a path cannot inject lines into the log', async () => {
  expect((await post('none%0Aready%1B%5B2J')).status).toBe(500);
  const requests = logged.filter((line) => line.startsWith('http POST /none'));
  expect(requests).toEqual([
    expect.stringMatching(/^http POST \/none\\u000aready\\u001b\[2J failed: /),
  ]);
});

test('a header that cannot be sent is an internal server error', async () => {
  const answer = { statusCode: 200, headers: { 'x-a': 'two\nlines' } };
  expect((await post('answer', JSON.stringify(answer))).status).toBe(500);
});

test('a function that exits fails its request, and the next one is served', async () => {
  expect((await post('die')).status).toBe(500);
  expect((await post('echo')).status).toBe(200);
});

test('a function that exceeds its timeout is stopped', async () => {
  expect((await post('hang')).status).toBe(500);
  expect(logged.join('\n')).toContain('Task timed out after 8.00 seconds');
  expect((await post('echo')).status).toBe(200);
});

test('a body over 10 MB is rejected', async () => {
  const response = await post('echo', 'x'.repeat(10 * 1024 * 1024 + 1));
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
});

test('a request over Lambda’s limit is rejected, with each quote counted twice', async () => {
  const response = await post('echo', '"'.repeat(3_200_000));
  expect(response.status).toBe(413);
  expect(await response.json()).toEqual({ message: 'Request Entity Too Large' });
});

test('a response over Lambda’s limit is an internal server error', async () => {
  expect((await post('large', '6200000')).status).toBe(200);
  expect((await post('large', '6300000')).status).toBe(500);
});

test('a bucket of the template exists from the start, with its name in lower case', async () => {
  expect(stack.largeEventsBucket).toBe('small-store');
  const s3 = new S3Client({
    endpoint: stack.objectStoreUrl,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  await s3.send(new PutObjectCommand({ Bucket: stack.largeEventsBucket, Key: 'a', Body: 'b' }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'small-store', Key: 'a' }));
  expect(await Body?.transformToString()).toBe('b');
  s3.destroy();
});

test('a body of 5 MB reaches the function completely', async () => {
  const body = 'ü'.repeat(2_500_000);
  expect(await result('echo', body)).toMatchObject({ body });
});

test('more concurrent requests than processes are all served', async () => {
  const responses = await Promise.all(Array.from({ length: 12 }, () => post('echo')));
  expect(responses.map(({ status }) => status)).toEqual(Array(12).fill(200));
});

test('a message reaches the queue’s function', async () => {
  await work({ id: 'plain' });
  await done('plain');
});

test.for(['us-east-1', 'eu-west-1'])('a producer may sign for %s', async (region) => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const sqs = new SQSClient({ endpoint: stack.objectStoreUrl, region, credentials });
  const MessageBody = JSON.stringify({ id: region });
  await sqs.send(new SendMessageCommand({ QueueUrl: stack.publishQueueUrl, MessageBody }));
  await done(region);
});

describe.concurrent('a message returns after its visibility timeout', () => {
  test.for(['die', 'hang', 'fault'])('after its worker came to %s', async (mishap) => {
    await work({ id: mishap, first: mishap });
    await done(mishap, { receives: { N: '2' } });
  });

  test('until it is dead-lettered, and other messages are not blocked', async () => {
    await work({ id: 'hopeless', always: 'fail' });
    await work({ id: 'neighbour' });
    await done('neighbour');
    await vi.waitFor(
      async () => {
        const inspection = await fetch(`${stack.objectStoreUrl}/_fauxqs/queues/small-dead`);
        expect(await inspection.text()).toContain('hopeless');
      },
      { timeout: 120_000, interval: 100 },
    );
  });
});

test('a worker’s process is found by its title, and killing it loses nothing', async () => {
  for (const pid of await childrenOf(process.pid, '^waybill worker$')) process.kill(pid, 'SIGKILL');
  await work({ id: 'after' });
  await done('after');
});

/** This machine's addresses except that of the local stack; all of 127.0.0.0/8 belongs to Linux. */
const otherAddresses = [
  ...(process.platform === 'linux' ? ['127.0.0.2'] : []),
  ...Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .filter(({ address, scopeid = 0 }) => address !== '127.0.0.1' && scopeid === 0)
    .map(({ address }) => address),
];

/** How an address answers a connection attempt: connected, or the error code. */
const answerAt = (host: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 });
    const end = (answer: string) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end('connected'));
    socket.once('timeout', () => end('nothing'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });

test('no port is reachable from other machines', async () => {
  const urls = [stack.url, stack.objectStoreUrl, stack.dynamodbUrl, stack.kmsUrl];
  const ports = urls.map((url) => Number(new URL(url).port));
  for (const port of ports) expect(await answerAt('127.0.0.1', port)).toBe('connected');
  expect(otherAddresses.length).toBeGreaterThan(0);
  for (const host of otherAddresses) {
    const answers = await Promise.all(ports.map((port) => answerAt(host, port)));
    expect(answers, host).not.toContain('connected');
  }
});

test('the API key is the configured one', async () => {
  expect(await result('secret', 'api-key')).toBe('the-key');
});

test('any other secret is random, with the length of the template', async () => {
  expect(await result('secret', 'token')).toHaveLength(40);
});

test('a secret that does not exist is not found', async () => {
  expect(await result('missing')).toBe('ResourceNotFoundException');
});

test.for([
  ['opens under the same context', { seal: { a: '1', b: '2' }, open: { b: '2', a: '1' } }, 'clear'],
  [
    'stays shut under another context',
    { seal: { a: '1' }, open: { a: '2' } },
    'InvalidCiphertextException',
  ],
  ['stays shut without its context', { seal: { a: '1' } }, 'InvalidCiphertextException'],
  ['stays shut to another key', { otherKey: true }, 'IncorrectKeyException'],
] as const)('data encrypted with a key %s', async ([, request, outcome]) => {
  expect(await result('encrypted', JSON.stringify(request))).toBe(outcome);
});

test('a schedule invokes its function', async () => {
  await done('by-the-clock', { kind: { S: 'Scheduled Event' } });
});
