import { expect, test } from 'vitest';
import { Caps } from '../../lambdas/runtime/caps.ts';

test('a group of which nothing is known may have the most', () => {
  expect(new Caps(10).of('a')).toBe(10);
});

test('what was too much is halved, down to one', () => {
  const caps = new Caps(10);
  const seen = [1, 2, 3, 4].map(() => {
    caps.lower('a');
    return caps.of('a');
  });
  expect(seen).toEqual([5, 2, 1, 1]);
});

test('each that goes well allows one more, up to the most', () => {
  const caps = new Caps(4);
  caps.lower('a');
  const seen = [1, 2, 3].map(() => {
    caps.raise('a');
    return caps.of('a');
  });
  expect(seen).toEqual([3, 4, 4]);
});

test('of one group nothing follows for another', () => {
  const caps = new Caps(10);
  caps.lower('a');
  caps.raise('b');
  expect(caps.of('b')).toBe(10);
});
