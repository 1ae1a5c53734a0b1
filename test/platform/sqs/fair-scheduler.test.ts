import { expect, test } from 'vitest';
import { runFair } from '../../../lambdas/platform/sqs/fair-scheduler.ts';

/** Runs items such as `a1` of the group `a`. Each ends when the test ends it. */
function aWorkshop(items: string[], maxAtOnce: number, limitOf: (group: string) => number) {
  const begun: string[] = [];
  const underWay = new Map<string, () => void>();
  const done = runFair(
    {
      items,
      groupOf: ([group = '']) => group,
      limitOf,
      work: (item) => {
        begun.push(item);
        return new Promise((resolve) => underWay.set(item, resolve));
      },
    },
    maxAtOnce,
  );
  const end = async (item: string) => {
    underWay.get(item)?.();
    underWay.delete(item);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, end, done };
}

const any = () => Number.POSITIVE_INFINITY;

test('all items begin at once when the limits allow', () => {
  const { begun } = aWorkshop(['a1', 'a2', 'b1'], 10, any);
  expect(begun).toHaveLength(3);
});

test('groups are served round-robin, and each group first in, first out', () => {
  const { begun } = aWorkshop(['a1', 'a2', 'a3', 'b1', 'c1', 'b2'], 10, any);
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('no more items than the limit are in flight, and the next begins when one completes', async () => {
  const { begun, end } = aWorkshop(['a1', 'b1', 'c1', 'd1'], 2, any);
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  expect(begun).toEqual(['a1', 'b1', 'c1']);
});

test('a group at its concurrency limit is skipped', async () => {
  const { begun, end } = aWorkshop(['a1', 'a2', 'a3', 'b1', 'b2'], 3, (group) =>
    group === 'a' ? 1 : 2,
  );
  expect(begun).toEqual(['a1', 'b1', 'b2']);
  await end('b1');
  expect(begun).toHaveLength(3);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'b2', 'a2']);
});

test('the concurrency limit of a group is read before each item', async () => {
  let cap = 1;
  const { begun, end } = aWorkshop(['a1', 'a2', 'a3', 'a4'], 10, () => cap);
  expect(begun).toEqual(['a1']);
  cap = 2;
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'a3']);
});

test('resolves when all items have completed', async () => {
  const { end, done } = aWorkshop(['a1', 'b1'], 1, any);
  await end('a1');
  await end('b1');
  await expect(done).resolves.toBeUndefined();
});

test('resolves at once without items', async () => {
  await expect(aWorkshop([], 10, any).done).resolves.toBeUndefined();
});

test('after the abort of its signal no further item begins', async () => {
  const controller = new AbortController();
  const begun: string[] = [];
  const load = {
    items: ['a1', 'a2', 'b1', 'a3'],
    groupOf: ([group = '']: string) => group,
    limitOf: any,
    work: async (item: string) => {
      begun.push(item);
      if (item === 'b1') controller.abort();
    },
  };
  await runFair(load, 1, controller.signal);
  expect(begun).toEqual(['a1', 'b1']);
});
