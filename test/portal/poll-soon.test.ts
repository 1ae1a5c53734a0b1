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
])('a start %d seconds ago is polled again after %d seconds', (age, seconds) => {
  expect(pollSoon([ago(age)], NOW)).toBe(seconds);
});

test('the newest start decides the interval', () => {
  expect(pollSoon([ago(60), ago(4), ago(9)], NOW)).toBe(4);
});

test.each([[[]], [[ago(32)]]])('keeps the usual interval without a recent start: %j', (begins) => {
  expect(pollSoon(begins, NOW)).toBeUndefined();
});
