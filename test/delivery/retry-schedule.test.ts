import { expect, test } from 'vitest';
import { waitAfter } from '../../lambdas/delivery/retry-schedule.ts';

const SCHEDULE = [30, 60, 120];

test('the wait is anything up to the bound of the attempt’s place in the schedule', () => {
  expect(waitAfter(1, SCHEDULE, 0)).toBe(0);
  expect(waitAfter(1, SCHEDULE, 0.999)).toBe(30);
  expect(waitAfter(2, SCHEDULE, 0.5)).toBe(30);
  expect(waitAfter(3, SCHEDULE, 0.999)).toBe(120);
});

test('after the last retry there is no other', () => {
  expect(waitAfter(4, SCHEDULE, 0.5)).toBeUndefined();
  expect(waitAfter(1, [], 0.5)).toBeUndefined();
});
