import { expect, test } from 'vitest';
import { failuresAt, levelOf } from '../../lambdas/operator-events/thresholds.ts';

/** The numbers of consecutive failures, up to `most` + 1, at which another level is reached. */
const stepsOf = (most: number): [number, number][] => {
  const rows = Array.from({ length: most + 1 }, (_, place) => place + 1);
  return rows
    .map((failures): [number, number] => [failures, levelOf(failures, most)])
    .filter(([failures, level]) => level !== levelOf(failures - 1, most));
};

test.each<[number, [number, number][]]>([
  [
    100,
    [
      [50, 50],
      [70, 70],
      [90, 90],
      [100, 100],
    ],
  ],
  [
    20,
    [
      [10, 50],
      [14, 70],
      [18, 90],
      [20, 100],
    ],
  ],
  [
    3,
    [
      [2, 50],
      [3, 100],
    ],
  ],
  [
    2,
    [
      [1, 50],
      [2, 100],
    ],
  ],
  [1, [[1, 100]]],
])('of %i failures, levels are reached at %j: rounded up, the highest counts', (most, steps) => {
  expect(stepsOf(most)).toEqual(steps);
});

test('there is no level above 100 %', () => {
  expect(levelOf(5_000, 100)).toBe(100);
});

test('a threshold of 0 disables all levels', () => {
  expect([0, 1, 1_000].map((failures) => levelOf(failures, 0))).toEqual([0, 0, 0]);
});

test.each([50, 70, 90, 100])('the first failure at %i %% reaches the level', (level) => {
  for (let most = 1; most <= 200; most += 1) {
    expect(levelOf(failuresAt(level, most), most)).toBeGreaterThanOrEqual(level);
    expect(levelOf(failuresAt(level, most) - 1, most)).toBeLessThan(level);
  }
});
