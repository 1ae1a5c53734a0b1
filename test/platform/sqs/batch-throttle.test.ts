import { beforeEach, expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../lambdas/platform/sqs/adaptive-concurrency.ts';
import type { ThrottleSignal } from '../../../lambdas/platform/sqs/batch-throttle.ts';
import { type HandleRecord, sqsHandler } from '../../../lambdas/platform/sqs/sqs-handler.ts';
import { aContext, aRecord } from '../../support/lambda.ts';

let limits: AdaptiveLimit;
let handled: string[];
let deferred: string[];
let timeLeftMs: number;

beforeEach(() => {
  limits = new AdaptiveLimit(10);
  handled = [];
  deferred = [];
  timeLeftMs = 30_000;
});

/** Has a batch of records such as `a1`, of the group `a`, handled by `handle`. */
async function run(ids: string[], handle: HandleRecord): Promise<string[]> {
  const handler = sqsHandler({
    beginRun: () => async (record, signal, report) => {
      handled.push(record.messageId);
      await handle(record, signal, report);
    },
    deadLetters: async () => {},
    throttling: {
      limits,
      defer: async ({ messageId }) => {
        if (messageId === 'x1') throw new Error('SQS is down');
        deferred.push(messageId);
      },
    },
  });
  const Records = ids.map((messageId) => {
    const { attributes, ...record } = aRecord({ messageId });
    const [MessageGroupId = ''] = messageId;
    return { ...record, attributes: { ...attributes, MessageGroupId } };
  });
  const context = aContext({ getRemainingTimeInMillis: () => timeLeftMs });
  const { batchItemFailures } = await handler({ Records }, context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const signaling =
  (pressures: Readonly<Record<string, ThrottleSignal>>): HandleRecord =>
  async ({ messageId }, _signal, report) => {
    await Promise.resolve();
    const pressure = pressures[messageId];
    if (pressure) report(pressure);
  };

test('a deferred record is acknowledged, and does not change the limit of its group', async () => {
  expect(await run(['a1', 'b1'], signaling({ a1: 'deferred' }))).toEqual([]);
  expect(deferred).toEqual(['a1']);
  expect(limits.get('a')).toBe(10);
});

test('an overloaded group is deferred in this batch, and its limit is halved for the next', async () => {
  limits.decrease('a');
  limits.decrease('a');
  await run(['a1', 'a2', 'a3', 'a4', 'b1'], signaling({ a1: 'overloaded' }));
  expect(handled.toSorted()).toEqual(['a1', 'a2', 'b1']);
  expect(deferred).toEqual(['a3', 'a4']);
  expect(limits.get('a')).toBe(1);
});

test('remaining records of a deferred group are deferred before they begin', async () => {
  limits.decrease('a');
  limits.decrease('a');
  limits.decrease('a');
  await run(['a1', 'a2', 'a3'], signaling({ a1: 'deferred' }));
  expect(handled).toEqual(['a1']);
  expect(deferred).toEqual(['a1', 'a2', 'a3']);
});

test('several overload signals in one batch lower the limit once', async () => {
  const ids = ['a1', 'a2', 'a3', 'a4'];
  await run(ids, signaling(Object.fromEntries(ids.map((id) => [id, 'overloaded']))));
  expect(limits.get('a')).toBe(5);
});

test('each success raises the limit by one', async () => {
  limits.decrease('a');
  limits.decrease('a');
  limits.decrease('a');
  await run(['a1', 'a2', 'a3'], signaling({ a1: 'succeeded', a2: 'succeeded', a3: 'succeeded' }));
  expect(handled).toEqual(['a1', 'a2', 'a3']);
  expect(limits.get('a')).toBe(4);
});

test('a record that would begin late is deferred', async () => {
  limits.decrease('a');
  limits.decrease('a');
  limits.decrease('a');
  await run(['a1', 'a2', 'b1'], async ({ messageId }) => {
    await Promise.resolve();
    if (messageId === 'a1') timeLeftMs = 19_000;
  });
  expect(handled.toSorted()).toEqual(['a1', 'b1']);
  expect(deferred).toEqual(['a2']);
});

test('a record that hangs does not delay other groups', async () => {
  limits.decrease('a');
  const done: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const batch = run(['a1', 'a2', 'a3', 'b1', 'c1'], async ({ messageId }) => {
    if (messageId.startsWith('a')) await promise;
    done.push(messageId);
    if (done.length === 2) resolve();
  });
  await batch;
  expect(done.slice(0, 2)).toEqual(['b1', 'c1']);
});

test('a record stays in its queue when deferring it fails', async () => {
  expect(await run(['x1', 'b1'], signaling({ x1: 'deferred' }))).toEqual(['x1']);
});
