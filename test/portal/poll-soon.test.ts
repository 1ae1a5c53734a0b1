import { expect, test } from 'vitest';
import { pollSoon } from '../../portal/poll-soon.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

test.each([
  [0, 1],
  [1.5, 1],
  [2, 2],
  [7, 4],
  [31, 16],
  [-5, 1],
])('what began %d seconds ago is looked for after %d seconds', (age, seconds) => {
  expect(pollSoon([ago(age)], NOW)).toBe(seconds);
});

test('the newest counts', () => {
  expect(pollSoon([ago(60), ago(4), ago(9)], NOW)).toBe(4);
});

test.each([[[]], [[ago(32)]]])(
  'without anything that began lately, the usual pause stays: %j',
  (begins) => {
    expect(pollSoon(begins, NOW)).toBeUndefined();
  },
);
