import { expect, test } from 'vitest';
import { RoundRobinQueue } from '../../lambdas/platform/round-robin-queue.ts';

const queueOf = (...items: readonly string[]) => {
  const queue = new RoundRobinQueue<string>();
  for (const item of items) queue.add(item.slice(0, 1), item);
  return queue;
};

test('items are taken round-robin by name, and in order within a name', () => {
  const queue = queueOf('a1', 'a2', 'a3', 'b1', 'c1');
  const taken = Array.from({ length: 5 }, () => queue.take()?.item);
  expect(taken).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  expect(queue.isEmpty()).toBe(true);
  expect(queue.take()).toBeUndefined();
});

test('a name whose first item may not be taken is skipped and keeps its turn', () => {
  const queue = queueOf('a1', 'b1', 'c1');
  expect(queue.take((name) => name !== 'a')).toEqual({ name: 'b', item: 'b1' });
  expect(queue.take()).toEqual({ name: 'a', item: 'a1' });
  expect(queue.take(() => false)).toBeUndefined();
  expect(queue.isEmpty()).toBe(false);
});
