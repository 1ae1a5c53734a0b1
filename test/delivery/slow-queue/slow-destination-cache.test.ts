import { expect, test } from 'vitest';
import type { LatencyClass } from '../../../lambdas/delivery/slow-queue/latency.ts';
import { SlowDestinationCache } from '../../../lambdas/delivery/slow-queue/slow-destination-cache.ts';

/** Whether the destination is slow after each of the latency classes. */
const after = (...paces: LatencyClass[]): boolean[] => {
  const record = new SlowDestinationCache();
  return paces.map((pace) => record.isSlow('acme#des_1', pace));
};

test.each(['cut', 'overloaded', 'slow'] as const)(
  'a destination whose first write was %s is slow',
  (pace) => {
    expect(after(pace)).toEqual([true]);
  },
);

test('single slow writes between quick ones do not mark a destination as slow', () => {
  expect(after('quick', 'slow', 'quick', 'cut', 'quick')).toEqual(Array(5).fill(false));
});

test('two consecutive slow writes mark it as slow, and later slow writes keep it so', () => {
  expect(after('quick', 'slow', 'overloaded', 'slow')).toEqual([false, false, true, true]);
});

test('a quick write resets it', () => {
  expect(after('slow', 'quick', 'slow')).toEqual([true, false, false]);
});

test('an attempt without a request has no effect', () => {
  expect(after('none', 'slow', 'none')).toEqual([false, true, false]);
});

test('destinations are independent', () => {
  const record = new SlowDestinationCache();
  record.isSlow('acme#des_1', 'quick');
  expect(record.isSlow('acme#des_2', 'slow')).toBe(true);
});
