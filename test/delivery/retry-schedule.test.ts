import { expect, test } from 'vitest';
import { waitAfter } from '../../lambdas/delivery/retry-schedule.ts';

const SCHEDULE = [30, 60, 120];

test('a retry waits between half of its scheduled wait and all of it', () => {
  expect(waitAfter(1, SCHEDULE, 0)).toBe(15);
  expect(waitAfter(1, SCHEDULE, 0.999)).toBe(30);
  expect(waitAfter(2, SCHEDULE, 0.5)).toBe(45);
  expect(waitAfter(3, SCHEDULE, 0.999)).toBe(120);
});

test('a retry that is due in one second waits for that second', () => {
  expect(waitAfter(1, [1], 0)).toBe(1);
});

test('the retries of 5, 10 and 20 seconds take 18 seconds at the least', () => {
  const waits = [1, 2, 3].map((attempt) => waitAfter(attempt, [5, 10, 20], 0));
  expect(waits).toEqual([3, 5, 10]);
});

test('after the last retry there is no other', () => {
  expect(waitAfter(4, SCHEDULE, 0.5)).toBeUndefined();
  expect(waitAfter(1, [], 0.5)).toBeUndefined();
});
