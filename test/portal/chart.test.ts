import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { barsOf, edgesOf, RANGES } from '../../portal/destination/chart-bars.ts';
import { chartOf, roundedUp } from '../../portal/destination/chart-geometry.ts';

const HOUR = 3_600_000;
const zone = process.env.TZ;

beforeEach(() => {
  process.env.TZ = 'Europe/Berlin';
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('edges', () => {
  const now = new Date('2026-11-30T09:24:00+01:00');

  test.each([
    ['24h', 25, '2026-11-29T10:00:00+01:00', '2026-11-30T10:00:00+01:00'],
    ['7d', 29, '2026-11-23T12:00:00+01:00', '2026-11-30T12:00:00+01:00'],
    ['30d', 31, '2026-11-01T00:00:00+01:00', '2026-12-01T00:00:00+01:00'],
  ] as const)('of %s are at full hours of local time', (range, count, first, last) => {
    const edges = edgesOf(range, now, 'local');
    expect(edges).toHaveLength(count);
    expect([edges[0], edges.at(-1)]).toEqual([Date.parse(first), Date.parse(last)]);
  });

  test('take a day of 25 hours as one day', () => {
    const edges = edgesOf('30d', new Date('2026-11-05T12:00:00+01:00'), 'local');
    const lengths = edges.slice(1).map((edge, index) => (edge - (edges[index] ?? 0)) / HOUR);
    expect(new Set(lengths)).toEqual(new Set([24, 25]));
    expect(lengths.filter((length) => length === 25)).toHaveLength(1);
  });

  test('are hours of UTC when times are shown in UTC', () => {
    const edges = edgesOf('30d', now, 'UTC');
    expect(edges[0]).toBe(Date.parse('2026-11-01T00:00:00Z'));
    expect(edges.at(-1)).toBe(Date.parse('2026-12-01T00:00:00Z'));
  });

  test.each(RANGES)('of %s are in order', (range) => {
    const edges = edgesOf(range, now, 'local');
    expect(edges.toSorted((one, other) => one - other)).toEqual(edges);
  });
});

test('bars add up the hours between their edges', () => {
  const counts = [0, 1, 2, 3].map((hour) => ({ time: hour * HOUR, delivered: 10, failed: hour }));
  expect(barsOf([HOUR, 3 * HOUR, 4 * HOUR], counts)).toEqual([
    { start: HOUR, end: 3 * HOUR, delivered: 20, failed: 3 },
    { start: 3 * HOUR, end: 4 * HOUR, delivered: 10, failed: 3 },
  ]);
});

describe('geometry', () => {
  const bar = (delivered: number, failed: number) => ({ start: 0, end: HOUR, delivered, failed });
  const size = { width: 100, height: 50 };

  test('failed attempts stand on the delivered ones', () => {
    const { columns, lines } = chartOf([bar(5, 5), bar(0, 0)], size);
    expect(columns[0]).toMatchObject({
      delivered: { y: 25, height: 25 },
      failed: { y: 0, height: 25 },
    });
    expect(columns[1]).toMatchObject({ delivered: { height: 0 }, failed: { height: 0 } });
    expect(lines).toEqual([
      { value: 0, y: 50 },
      { value: 5, y: 25 },
      { value: 10, y: 0 },
    ]);
  });

  test('one failure among very many deliveries is visible, within the plot', () => {
    const { columns } = chartOf([bar(1_000_000, 1)], size);
    expect(columns[0]?.failed.height).toBeGreaterThanOrEqual(3);
    expect(columns[0]?.failed.y).toBeGreaterThanOrEqual(0);
  });

  test('the chart without attempts is empty and has a scale', () => {
    expect(chartOf([bar(0, 0)], size).lines.map(({ value }) => value)).toEqual([0, 1]);
  });

  test('columns stay within the plot and do not overlap', () => {
    const { columns } = chartOf(
      Array.from({ length: 30 }, () => bar(1, 0)),
      size,
    );
    const ends = columns.map(({ x, width }) => x + width);
    expect(Math.max(...ends)).toBeLessThanOrEqual(100);
    expect(columns.slice(1).every(({ x }, index) => x > (ends[index] ?? 0))).toBe(true);
  });

  test.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [5, 6],
    [7, 10],
    [11, 20],
    [99, 100],
    [1_234, 2_000],
  ])('the scale for %i ends at %i', (count, top) => {
    expect(roundedUp(count)).toBe(top);
  });
});
