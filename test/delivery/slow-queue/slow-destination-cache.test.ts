import { expect, test } from 'vitest';
import type { LatencyClass } from '../../../lambdas/delivery/slow-queue/latency.ts';
import { SlowDestinationCache } from '../../../lambdas/delivery/slow-queue/slow-destination-cache.ts';

/** Whether the destination is slow after each of the paces. */
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

test('one slow write among quick ones makes none', () => {
  expect(after('quick', 'slow', 'quick', 'cut', 'quick')).toEqual(Array(5).fill(false));
});

test('two in a row do, and all that follow', () => {
  expect(after('quick', 'slow', 'overloaded', 'slow')).toEqual([false, false, true, true]);
});

test('a quick write ends it', () => {
  expect(after('slow', 'quick', 'slow')).toEqual([true, false, false]);
});

test('a store that was not asked says nothing', () => {
  expect(after('none', 'slow', 'none')).toEqual([false, true, false]);
});

test('of one destination nothing follows for another', () => {
  const record = new SlowDestinationCache();
  record.isSlow('acme#des_1', 'quick');
  expect(record.isSlow('acme#des_2', 'slow')).toBe(true);
});
