import { describe, expect, test } from 'vitest';
import { Latencies } from '../../lambdas/metrics/latencies.ts';

const histogramOf = (...values: number[]): Latencies => {
  const latencies = new Latencies();
  for (const value of values) latencies.add(value);
  return latencies;
};

/** The value of the nearest rank. */
const exact = (values: readonly number[], percent: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((percent * values.length) / 100) - 1] ?? Number.NaN;

const shareOff = (found: number | null, value: number): number =>
  Math.abs((found ?? Number.NaN) - value) / value;

/** Except for the rounding of doubles. */
const A_FIFTH = 0.2 + Number.EPSILON;

test('without attempts there is no average and no percentile', () => {
  const none = new Latencies();
  expect(none.average).toBeNull();
  expect(none.percentile(50)).toBeNull();
});

test('the average is exact', () => {
  expect(histogramOf(1, 2, 60_000).average).toBe(20_001);
});

test('a percentile is at most 20 % off, at every millisecond from 6 to 2,293', () => {
  for (let ms = 6; ms <= 2_293; ms += 1) {
    expect(shareOff(histogramOf(ms).percentile(50), ms)).toBeLessThanOrEqual(A_FIFTH);
  }
});

test.each([0, 1, 5, 2_294, 5_000, 15_000, 20_000])(
  'is exact when all latencies around %i ms are equal',
  (ms) => {
    expect(histogramOf(ms, ms, ms).percentile(99)).toBe(ms);
  },
);

test('is the average of the latencies around it when they differ', () => {
  expect(histogramOf(1, 5).percentile(50)).toBe(3);
  expect(histogramOf(3_000, 20_000).percentile(50)).toBe(11_500);
});

describe.each([50, 95, 99])('the %i. percentile of', (percent) => {
  test.each([
    ['one', [100]],
    ['two', [10, 2_000]],
    ['a hundred in steps', Array.from({ length: 100 }, (_, n) => 6 + n * 20)],
    ['a quick store with a slow tail', [...Array(97).fill(40), 700, 1_200, 2_200]],
    ['two stores', [...Array(10).fill(30), ...Array(90).fill(450)]],
    ['a thousand in a curve', Array.from({ length: 1_000 }, (_, n) => Math.round(6 * 1.005 ** n))],
  ])('%s is the value of the nearest rank, at most 20 % off', (_, values) => {
    expect(
      shareOff(histogramOf(...values).percentile(percent), exact(values, percent)),
    ).toBeLessThanOrEqual(A_FIFTH);
  });
});

test('sums of parts equal the sum of all', () => {
  const [one, other] = [histogramOf(3, 40, 40, 5_000), histogramOf(1, 40, 900, 9_000)];
  one.addAll(other);
  expect(one).toEqual(histogramOf(3, 40, 40, 5_000, 1, 40, 900, 9_000));
});

test('attributes of an item have at most sixteen buckets, and only those that are needed', () => {
  expect(histogramOf(40, 41).attributes()).toEqual({ l5: 2, l_sum: 81 });
  const all = histogramOf(...Array.from({ length: 20_000 }, (_, ms) => ms)).attributes();
  expect(Object.keys(all).filter((name) => /^l\d+$/.test(name))).toHaveLength(16);
  expect(Object.keys(all)).toHaveLength(19);
});

test('are read back from the attributes they were written to', () => {
  const latencies = histogramOf(0, 4, 77, 3_000);
  expect(Latencies.in({ total: 4, ...latencies.attributes() })).toEqual(latencies);
  expect(Latencies.in({ total: 4 })).toBeUndefined();
  expect(Latencies.in(histogramOf(0).attributes())).toEqual(histogramOf(0));
});
