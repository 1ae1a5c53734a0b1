import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { forgetRunning, recordRunning, runningIn } from '../../local/running.ts';
import { aFolder } from './a-folder.ts';

const STACK: LocalStack = {
  url: 'http://127.0.0.1:1',
  publishQueueUrl: '',
  largeEventsBucket: '',
  objectStoreUrl: 'http://127.0.0.1:2',
  dynamodbUrl: 'http://127.0.0.1:3',
  kmsUrl: 'http://127.0.0.1:4',
  deniedCalls: () => [],
  apiKey: 'the-key',
  stop: async () => {},
};

/** A process id that no system assigns: the maximum of Linux is 4,194,304. */
const UNUSED_PID = 2 ** 30;

test('a running local stack is found with its ports until it stops', async () => {
  const folder = join(await aFolder(), 'data');
  expect(runningIn(folder)).toBeUndefined();
  recordRunning(folder, STACK, process.pid);
  expect(runningIn(folder)).toEqual({
    pid: process.pid,
    awsPort: '2',
    dynamodbPort: '3',
    kmsPort: '4',
  });
  forgetRunning(folder, process.pid);
  expect(runningIn(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a killed local stack is not found', async () => {
  const folder = await aFolder();
  recordRunning(folder, STACK, UNUSED_PID);
  expect(runningIn(folder)).toBeUndefined();
});

test('a stopping local stack does not remove the state file of the next one', async () => {
  const folder = await aFolder();
  recordRunning(folder, STACK, process.pid);
  forgetRunning(folder, UNUSED_PID);
  expect(runningIn(folder)).toMatchObject({ pid: process.pid });
});

test('an invalid state file is ignored', async () => {
  const folder = await aFolder();
  writeFileSync(join(folder, 'running'), '{"pid":');
  expect(runningIn(folder)).toBeUndefined();
  forgetRunning(folder, process.pid);
});
