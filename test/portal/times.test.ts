import { expect, test } from 'vitest';
import { fullTime, startOfDay } from '../../portal/times.ts';

test('a time in UTC names the zone', () => {
  expect(fullTime('2026-11-30T08:24:05Z', 'UTC')).toBe('30 Nov 2026, 08:24:05 UTC');
});

test('a day begins at midnight of this machine', () => {
  const start = startOfDay(new Date(2026, 10, 30, 17, 5));
  expect(start).toEqual(new Date(2026, 10, 30));
});
