import { expect, test } from 'vitest';
import { secondsIn, spanOf } from '../../../cli/dead-letters/duration.ts';

test.each([
  ['90s', 90],
  ['15m', 900],
  ['2h', 7_200],
  ['3d', 259_200],
  ['1w', 604_800],
  ['0s', 0],
])('%s is %i seconds', (duration, seconds) => {
  expect(secondsIn(duration)).toBe(seconds);
});

test.each(['', '2', 'h', '2 h', '2H', '-2h', '1.5h', '2h30m', '2y', '1234567s', 'constructor'])(
  '%j is not a duration',
  (duration) => {
    expect(secondsIn(duration)).toBeUndefined();
  },
);

test.each([
  [0.4, '0s'],
  [-5, '0s'],
  [59.9, '59s'],
  [60, '1m'],
  [3_661, '1h 1m'],
  [7_230, '2h'],
  [90_000, '1d 1h'],
  [1_209_600, '14d'],
])('%d seconds are %s', (seconds, span) => {
  expect(spanOf(seconds)).toBe(span);
});
