import { expect, test } from 'vitest';
import {
  instantOf,
  instantOrDateOf,
  sortableInstant,
} from '../../../lambdas/platform/json/timestamps.ts';

test.each([
  ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
  ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00Z'],
  ['2026-11-22T10:00:00.120Z', '2026-11-22T10:00:00.12Z'],
  ['2026-11-22T10:00:00.123456789Z', '2026-11-22T10:00:00.123456789Z'],
  ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00Z'],
  ['2026-01-01T00:30:00.5+01:00', '2025-12-31T23:30:00.5Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
])('%s is the instant %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});

test.each([
  '',
  'now',
  '2026-11-22',
  '2026-02-30T00:00:00Z',
  '2026-11-22T25:00:00Z',
  '2026-11-22T10:00:00',
  '1763805600',
  '2026-11-22 10:00:00Z',
  '0000-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
])('rejects %j as an instant', (text) => {
  expect(instantOf(text)).toBeUndefined();
});

test('a date is the start of its day, where dates are accepted', () => {
  expect(instantOrDateOf('2026-11-22')).toBe('2026-11-22T00:00:00Z');
  expect(instantOrDateOf('2026-11-31')).toBeUndefined();
});

test('sortable instants sort by time, with any fraction', () => {
  const instants = [
    '2026-11-22T10:00:00Z',
    '2026-11-22T10:00:00.05Z',
    '2026-11-22T10:00:00.5Z',
    '2026-11-22T10:00:01Z',
  ];
  const sortable = instants.map(sortableInstant);
  expect(sortable.toSorted()).toEqual(sortable);
  expect(sortable[1]).toBe('2026-11-22T10:00:00.050000000Z');
});
