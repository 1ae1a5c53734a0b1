import { expect, test } from 'vitest';
import { waitAfter } from '../../lambdas/delivery/schedule-retry.ts';

const SCHEDULE = [30, 60, 120];

test('the delay is between half and all of the scheduled delay', () => {
  expect(waitAfter(1, SCHEDULE, 0)).toBe(15);
  expect(waitAfter(1, SCHEDULE, 0.999)).toBe(30);
  expect(waitAfter(2, SCHEDULE, 0.5)).toBe(45);
  expect(waitAfter(3, SCHEDULE, 0.999)).toBe(120);
});

test('a scheduled delay of one second is not reduced', () => {
  expect(waitAfter(1, [1], 0)).toBe(1);
});

test('a schedule of 5, 10 and 20 seconds takes at least 18 seconds', () => {
  const waits = [1, 2, 3].map((attempt) => waitAfter(attempt, [5, 10, 20], 0));
  expect(waits).toEqual([3, 5, 10]);
});

test('no delay is returned after the last retry', () => {
  expect(waitAfter(4, SCHEDULE, 0.5)).toBeUndefined();
  expect(waitAfter(1, [], 0.5)).toBeUndefined();
});
