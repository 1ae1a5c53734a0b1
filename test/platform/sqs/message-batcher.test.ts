import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { MessageBatcher } from '../../../lambdas/platform/sqs/message-batcher.ts';
import type { Message, SendBatch } from '../../../lambdas/platform/sqs/queue.sqs.ts';

const message = (body: string): Message => ({ body, group: 'g' });

/** A batcher that records the bodies of each call, and rejects messages whose body starts with `bad`. */
const recording = () => {
  const calls: string[][] = [];
  const sendBatch: SendBatch = async (batch) => {
    calls.push(batch.map(({ body }) => body));
    await sleep(1);
    return batch.map(({ body }) =>
      body.startsWith('bad') ? new Error(`${body} rejected`) : undefined,
    );
  };
  return { calls, batcher: new MessageBatcher(sendBatch) };
};

describe('messages of concurrent tasks', () => {
  test('are sent in one call when all tasks wait for theirs', async () => {
    const { calls, batcher } = recording();
    const tasks = ['a', 'b', 'c'].map((body) => batcher.run(() => batcher.send([message(body)])));
    await Promise.all(tasks);
    expect(calls).toEqual([['a', 'b', 'c']]);
  });

  test('are sent in full batches, and the remainder when the last task waits', async () => {
    const { calls, batcher } = recording();
    const bodies = [...Array(23).keys()].map(String);
    await Promise.all(bodies.map((body) => batcher.run(() => batcher.send([message(body)]))));
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(calls.flat()).toEqual(bodies);
  });

  test('are sent when the last other task ends without a message', async () => {
    const { calls, batcher } = recording();
    let end = () => {};
    const other = batcher.run(() => new Promise<void>((resolve) => (end = resolve)));
    const sent = batcher.run(() => batcher.send([message('a')]));
    expect(calls).toEqual([]);
    end();
    await other;
    expect(calls).toEqual([['a']]);
    await sent;
  });

  test('do not wait for a task that takes long', async () => {
    const { calls, batcher } = recording();
    let end = () => {};
    const slow = batcher.run(() => new Promise<void>((resolve) => (end = resolve)));
    await batcher.run(() => batcher.send([message('a')]));
    expect(calls).toEqual([['a']]);
    end();
    await slow;
  });

  test('stay together within the size limit of a call', async () => {
    const { calls, batcher } = recording();
    const large = 'x'.repeat(600_000);
    await Promise.all(
      [large, large].map((body) => batcher.run(() => batcher.send([message(body)]))),
    );
    expect(calls.map(({ length }) => length)).toEqual([1, 1]);
  });
});

test('a message without concurrent tasks is sent at once', async () => {
  const { calls, batcher } = recording();
  const sent = batcher.send([message('a')]);
  await Promise.resolve();
  expect(calls).toEqual([['a']]);
  await sent;
});

test('a message that SQS rejects fails its own task only', async () => {
  const { calls, batcher } = recording();
  const send = (...bodies: string[]) => batcher.run(() => batcher.send(bodies.map(message)));
  const results = await Promise.allSettled([send('a'), send('b', 'bad'), send('c')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(results[1]).toMatchObject({ reason: new Error('bad rejected') });
  expect(calls).toEqual([['a', 'b', 'bad', 'c']]);
});

test('a failed call fails all tasks whose messages it contains', async () => {
  const batcher = new MessageBatcher(async () => {
    throw new Error('SQS is down');
  });
  const results = await Promise.allSettled(
    ['a', 'b'].map((body) => batcher.run(() => batcher.send([message(body)]))),
  );
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a task without messages sends nothing', async () => {
  const { calls, batcher } = recording();
  await batcher.run(() => batcher.send([]));
  expect(calls).toEqual([]);
});
