import { expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../lambdas/platform/sqs/adaptive-concurrency.ts';

test('an unknown group has the maximum limit', () => {
  expect(new AdaptiveLimit(10).get('a')).toBe(10);
});

test('each decrease halves the limit, down to one', () => {
  const caps = new AdaptiveLimit(10);
  const seen = [1, 2, 3, 4].map(() => {
    caps.decrease('a');
    return caps.get('a');
  });
  expect(seen).toEqual([5, 2, 1, 1]);
});

test('each increase adds one, up to the maximum', () => {
  const caps = new AdaptiveLimit(4);
  caps.decrease('a');
  const seen = [1, 2, 3].map(() => {
    caps.increase('a');
    return caps.get('a');
  });
  expect(seen).toEqual([3, 4, 4]);
});

test('groups have independent limits', () => {
  const caps = new AdaptiveLimit(10);
  caps.decrease('a');
  caps.increase('b');
  expect(caps.get('b')).toBe(10);
});
