import { expect, test } from 'vitest';
import { isSlow, slowUntil } from '../../../lambdas/delivery/slow-queue/delivery-queue.ts';
import { aDestination, NOW } from '../../support/builders.ts';

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
