import { expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../lambdas/platform/sqs/adaptive-concurrency.ts';

test('a group of which nothing is known may have the most', () => {
  expect(new AdaptiveLimit(10).get('a')).toBe(10);
});

test('what was too much is halved, down to one', () => {
  const caps = new AdaptiveLimit(10);
  const seen = [1, 2, 3, 4].map(() => {
    caps.decrease('a');
    return caps.get('a');
  });
  expect(seen).toEqual([5, 2, 1, 1]);
});

test('each that goes well allows one more, up to the most', () => {
  const caps = new AdaptiveLimit(4);
  caps.decrease('a');
  const seen = [1, 2, 3].map(() => {
    caps.increase('a');
    return caps.get('a');
  });
  expect(seen).toEqual([3, 4, 4]);
});

test('of one group nothing follows for another', () => {
  const caps = new AdaptiveLimit(10);
  caps.decrease('a');
  caps.increase('b');
  expect(caps.get('b')).toBe(10);
});
