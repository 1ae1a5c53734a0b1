import { expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../lambdas/platform/sqs/adaptive-concurrency.ts';

test('an unknown group has the maximum limit', () => {
  expect(new AdaptiveLimit(10).get('a')).toBe(10);
});

test('each decrease halves the limit, down to one', () => {
  const limits = new AdaptiveLimit(10);
  const seen = [1, 2, 3, 4].map(() => {
    limits.decrease('a');
    return limits.get('a');
  });
  expect(seen).toEqual([5, 2, 1, 1]);
});

test('each increase adds one, up to the maximum', () => {
  const limits = new AdaptiveLimit(4);
  limits.decrease('a');
  const seen = [1, 2, 3].map(() => {
    limits.increase('a');
    return limits.get('a');
  });
  expect(seen).toEqual([3, 4, 4]);
});

test('groups have independent limits', () => {
  const limits = new AdaptiveLimit(10);
  limits.decrease('a');
  limits.increase('b');
  expect(limits.get('b')).toBe(10);
});
