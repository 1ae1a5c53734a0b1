import { expect, test } from 'vitest';
import { CorrectedClock } from '../../../../lambdas/platform/aws/calls/corrected-clock.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

/** What the clock says after a response with this `Date` header. */
const corrected = (date: string) => {
  const clock = new CorrectedClock(() => NOW);
  clock.correct({ date });
  return clock.now();
};

test('a clock that is off by an hour follows the server', () => {
  expect(corrected(after(3_600).toUTCString())).toEqual(after(3_600));
  expect(corrected(after(-3_600).toUTCString())).toEqual(after(-3_600));
});

test('a clock that is off by a century follows the server', () => {
  const then = new Date('2120-01-01T00:00:00Z');
  expect(corrected(then.toUTCString())).toEqual(then);
});

test('a clock that is off by less than AWS accepts is not changed', () => {
  expect(corrected(after(239).toUTCString())).toEqual(NOW);
});

test.each([
  ['the last date that there is', '+275760-09-13T00:00:00.000Z'],
  ['a year of five digits', '+012026-11-22T10:00:00.000Z'],
  ['a date before the era', '-000001-01-01T00:00:00Z'],
  ['no date', 'tomorrow'],
  ['nothing', ''],
])('ignores the server time %s', (_what, date) => {
  expect(corrected(date)).toEqual(NOW);
});
