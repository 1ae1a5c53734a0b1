import { expect, test } from 'vitest';
import type { LatencyClass } from '../../../lambdas/delivery/slow-queue/latency.ts';
import { SlowDestinationCache } from '../../../lambdas/delivery/slow-queue/slow-destination-cache.ts';

/** Whether the destination is slow after each of the latency classes. */
const after = (...latencies: LatencyClass[]): boolean[] => {
  const record = new SlowDestinationCache();
  return latencies.map((latency) => record.isSlow('acme#des_1', latency));
};

test.each(['cut', 'overloaded', 'slow'] as const)(
  'a destination whose first write was %s is slow',
  (latency) => {
    expect(after(latency)).toEqual([true]);
  },
);

test('single slow writes between quick ones do not mark a destination as slow', () => {
  expect(after('primary', 'slow', 'primary', 'cut', 'primary')).toEqual(Array(5).fill(false));
});

test('two consecutive slow writes mark it as slow, and later slow writes keep it so', () => {
  expect(after('primary', 'slow', 'overloaded', 'slow')).toEqual([false, false, true, true]);
});

test('a quick write resets it', () => {
  expect(after('slow', 'primary', 'slow')).toEqual([true, false, false]);
});

test('an attempt without a request has no effect', () => {
  expect(after('none', 'slow', 'none')).toEqual([false, true, false]);
});

test('destinations are independent', () => {
  const record = new SlowDestinationCache();
  record.isSlow('acme#des_1', 'primary');
  expect(record.isSlow('acme#des_2', 'slow')).toBe(true);
});
