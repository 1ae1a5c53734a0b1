import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputValueOf, instantOf } from '../../portal/data/local-time.ts';

const zone = process.env.TZ;

beforeEach(() => {
  process.env.TZ = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each([
  ['local', '2026-11-30T09:24', '2026-11-30T08:24:00.000Z'],
  ['local', '2026-07-01T09:24', '2026-07-01T07:24:00.000Z'],
  ['UTC', '2026-11-30T09:24', '2026-11-30T09:24:00.000Z'],
] as const)('an input of %s time with the value %s is the instant %s', (shown, value, instant) => {
  expect(instantOf(value, shown)).toBe(instant);
  expect(inputValueOf(instant, shown)).toBe(value);
});

test('an empty input has no instant, and no instant is an empty input', () => {
  expect(instantOf('', 'local')).toBeUndefined();
  expect(instantOf('', 'UTC')).toBeUndefined();
  expect(inputValueOf(undefined, 'UTC')).toBe('');
});
