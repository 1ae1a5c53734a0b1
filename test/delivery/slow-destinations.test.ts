import { expect, test } from 'vitest';
import type { LatencyClass } from '../../lambdas/delivery/latency.ts';
import {
  isSlow,
  SlowDestinationCache,
  slowUntil,
} from '../../lambdas/delivery/slow-destinations.ts';
import { aDestination, NOW } from '../support/builders.ts';

/** Whether the destination is slow after each of the latency classes. */
const after = (...latencies: LatencyClass[]): boolean[] => {
  const record = new SlowDestinationCache();
  return latencies.map((latency) => record.recordLatency('acme#des_1', latency));
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

test('a quick write resets the slow mark', () => {
  expect(after('slow', 'primary', 'slow')).toEqual([true, false, false]);
});

test('an attempt without a request has no effect', () => {
  expect(after('none', 'slow', 'none')).toEqual([false, true, false]);
});

test('destinations are independent', () => {
  const record = new SlowDestinationCache();
  record.recordLatency('acme#des_1', 'primary');
  expect(record.recordLatency('acme#des_2', 'slow')).toBe(true);
});

const at = (time: string) => aDestination({ slow_until: `2026-11-22T${time}.000Z` });

test('a destination is slow until `slow_until`', () => {
  expect(isSlow(at('10:00:01'), NOW)).toBe(true);
  expect(isSlow(at('10:00:00'), NOW)).toBe(false);
  expect(isSlow(aDestination(), NOW)).toBe(false);
});

test('a destination is marked as slow for one minute', () => {
  expect(slowUntil([], NOW)).toBe('2026-11-22T10:01:00.000Z');
  expect(slowUntil([undefined, '2026-11-22T09:59:00.000Z'], NOW)).toBe('2026-11-22T10:01:00.000Z');
});

test('the mark is renewed only after half of that time', () => {
  expect(slowUntil(['2026-11-22T10:00:31.000Z', undefined], NOW)).toBeUndefined();
  expect(slowUntil(['2026-11-22T10:00:30.000Z'], NOW)).toBe('2026-11-22T10:01:00.000Z');
});
