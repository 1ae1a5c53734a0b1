import { expect, test } from 'vitest';
import { RunCache } from '../../lambdas/platform/run-cache.ts';

/** A cache whose values are their names and the number of reads so far. */
const counting = () => {
  const reads: string[] = [];
  const cache = new RunCache(
    async (name: string) => {
      reads.push(name);
      return `${name} ${reads.length}`;
    },
    (name) => name,
  );
  return { cache, reads };
};

test('reads each value once, for concurrent and for later callers', async () => {
  const { cache, reads } = counting();
  const found = await Promise.all(['a', 'b', 'a', 'a'].map((name) => cache.get(name)));
  expect(found).toEqual(['a 1', 'b 2', 'a 1', 'a 1']);
  expect(await cache.get('a')).toBe('a 1');
  expect(reads).toEqual(['a', 'b']);
});

test('reads a value again after it was forgotten', async () => {
  const { cache } = counting();
  expect(await cache.get('a')).toBe('a 1');
  expect(await cache.get('b')).toBe('b 2');
  cache.forget('a');
  expect(await cache.get('a')).toBe('a 3');
  expect(await cache.get('b')).toBe('b 2');
});

test('a failed read rejects for all callers that share it, not for later ones', async () => {
  let fails = true;
  const cache = new RunCache(
    async () => {
      if (fails) throw new Error('DynamoDB is down');
      return 'found';
    },
    (name: string) => name,
  );
  const outcomes = await Promise.allSettled([cache.get('a'), cache.get('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await cache.get('a')).toBe('found');
});

test('a failed read does not drop a value that was read after it was forgotten', async () => {
  const { promise, reject } = Promise.withResolvers<string>();
  const results = [promise, Promise.resolve('new'), Promise.resolve('newer')];
  const cache = new RunCache(
    () => results.shift() ?? Promise.reject(new Error('read too often')),
    (name: string) => name,
  );
  const failing = cache.get('a');
  cache.forget('a');
  expect(await cache.get('a')).toBe('new');
  reject(new Error('DynamoDB is down'));
  await expect(failing).rejects.toThrow('DynamoDB is down');
  expect(await cache.get('a')).toBe('new');
});
