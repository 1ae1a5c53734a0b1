import { expect, test } from 'vitest';
import { boundedCache } from '../../lambdas/platform/bounded-cache.ts';

test('evicts the least recently used entry when it is full', () => {
  const cache = boundedCache<number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([...cache.keys()].toSorted()).toEqual(['a', 'c']);
});

test('limits the time to live of an entry when it is given', () => {
  const cache = boundedCache<number>(2, 1_000);
  cache.set('a', 1);
  expect(cache.getRemainingTTL('a')).toBeGreaterThan(0);
  expect(cache.getRemainingTTL('a')).toBeLessThanOrEqual(1_000);
  expect(boundedCache<number>(2).set('a', 1).getRemainingTTL('a')).toBe(Number.POSITIVE_INFINITY);
});
