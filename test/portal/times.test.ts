import { expect, test } from 'vitest';
import { dayOf, fullTime, timeRange } from '../../portal/times.ts';

test('a time in UTC names the zone', () => {
  expect(fullTime('2026-11-30T08:24:05Z', 'UTC')).toBe('30 Nov 2026, 08:24:05 UTC');
});

test('an hour is shown as a range with its zone', () => {
  const start = Date.parse('2026-11-30T08:00:00Z');
  expect(timeRange(start, start + 3_600_000, 'UTC')).toBe('30 Nov, 08:00–09:00 UTC');
});

test('a day of which no time is known names its zone', () => {
  expect(dayOf('2026-11-30')).toBe('30 Nov 2026, UTC');
});
