import { describe, expect, test } from 'vitest';
import {
  bucketEnd,
  bucketStart,
  type Granularity,
  listBuckets,
  parseGranularity,
  splitAtHours,
} from '../../lambdas/metrics/time-ranges.ts';

const granularity = (text: string): Granularity => {
  const found = parseGranularity(text);
  if (!found) throw new Error(`${text} is no granularity`);
  return found;
};

const at = (time: string): number => Date.parse(time);
const shown = (time: number): string => new Date(time).toISOString().replace(':00.000Z', 'Z');

test.each(['1s', '60s', '1m', '60m', '1h', '24h', '1d', '31d', '1w', '4w', '1M', '12M', '05m'])(
  'accepts the granularity %s',
  (text) => {
    expect(parseGranularity(text)).toEqual({ value: Number.parseInt(text, 10), unit: text.at(-1) });
  },
);

test.each(['', '0h', '61s', '61m', '25h', '32d', '5w', '13M', '1', 'h', 'hourly', '1H', '-1h'])(
  'rejects the granularity %j',
  (text) => {
    expect(parseGranularity(text)).toBeUndefined();
  },
);

describe('a bucket', () => {
  test.each([
    ['1m', '2026-11-22T10:17:42Z', '2026-11-22T10:17Z', '2026-11-22T10:18Z'],
    ['5m', '2026-11-22T10:17:42Z', '2026-11-22T10:15Z', '2026-11-22T10:20Z'],
    ['1h', '2026-11-22T10:17:42Z', '2026-11-22T10:00Z', '2026-11-22T11:00Z'],
    ['6h', '2026-11-22T10:17:42Z', '2026-11-22T06:00Z', '2026-11-22T12:00Z'],
    ['1d', '2026-11-22T10:17:42Z', '2026-11-22T00:00Z', '2026-11-23T00:00Z'],
    // Several days are counted from 1970-01-01, which is 20,779 days before.
    ['2d', '2026-11-22T10:17:42Z', '2026-11-21T00:00Z', '2026-11-23T00:00Z'],
    // A Sunday.
    ['1w', '2026-11-22T10:17:42Z', '2026-11-22T00:00Z', '2026-11-29T00:00Z'],
    ['1w', '2026-11-21T23:59:59Z', '2026-11-15T00:00Z', '2026-11-22T00:00Z'],
    // Several weeks are counted from 1970-01-04.
    ['2w', '2026-11-22T10:17:42Z', '2026-11-22T00:00Z', '2026-12-06T00:00Z'],
    ['1M', '2026-11-22T10:17:42Z', '2026-11-01T00:00Z', '2026-12-01T00:00Z'],
    ['3M', '2026-11-22T10:17:42Z', '2026-10-01T00:00Z', '2027-01-01T00:00Z'],
    ['12M', '2026-11-22T10:17:42Z', '2026-01-01T00:00Z', '2027-01-01T00:00Z'],
    ['1M', '1969-12-31T23:59:59Z', '1969-12-01T00:00Z', '1970-01-01T00:00Z'],
    ['2d', '1969-12-31T23:59:59Z', '1969-12-30T00:00Z', '1970-01-01T00:00Z'],
  ])('of %s around %s begins at %s and ends at %s', (text, time, begin, end) => {
    const bucket = bucketStart(at(time), granularity(text));
    expect(shown(bucket)).toBe(begin);
    expect(shown(bucketEnd(bucket, granularity(text)))).toBe(end);
  });

  test('that does not divide a day is aligned as by Go’s Time.Truncate', () => {
    // From 0001-01-01 to 2026-11-22T13:00Z there are 17,758,597 hours: 7 × 2,536,942 + 3.
    expect(shown(bucketStart(at('2026-11-22T13:17:42Z'), granularity('7h')))).toBe(
      '2026-11-22T10:00Z',
    );
  });

  test('of seconds begins with one', () => {
    expect(bucketStart(at('2026-11-22T10:17:42.750Z'), granularity('15s'))).toBe(
      at('2026-11-22T10:17:30Z'),
    );
  });
});

describe('the buckets of a range', () => {
  const bucketsOf = (text: string, start: string, end: string) =>
    [...listBuckets({ start: at(start), end: at(end) }, granularity(text))].map(shown);

  test('begin with the bucket that contains its start, and end before its end', () => {
    expect(bucketsOf('1h', '2026-11-22T03:17Z', '2026-11-22T06:00Z')).toEqual([
      '2026-11-22T03:00Z',
      '2026-11-22T04:00Z',
      '2026-11-22T05:00Z',
    ]);
  });

  test('are a single bucket when the range is shorter', () => {
    expect(bucketsOf('1d', '2026-11-22T10:00Z', '2026-11-22T16:00Z')).toEqual([
      '2026-11-22T00:00Z',
    ]);
  });

  test.each([
    ['1h', '2026-01-15T00:00Z', '2026-01-16T00:00Z', 24],
    ['5m', '2026-01-15T10:00Z', '2026-01-15T11:00Z', 12],
    ['1d', '2024-02-01T00:00Z', '2024-03-01T00:00Z', 29],
    ['1M', '2025-01-01T00:00Z', '2026-01-01T00:00Z', 12],
  ])('of %s from %s to %s are %i', (text, start, end, count) => {
    expect(bucketsOf(text, start, end)).toHaveLength(count);
  });
});

const instant = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

test.each([
  ['10:00', '12:00', []],
  ['10:21', '12:00', [['10:21', '11:00']]],
  ['10:00', '12:20', [['12:00', '12:20']]],
  [
    '10:21',
    '12:20',
    [
      ['10:21', '11:00'],
      ['12:00', '12:20'],
    ],
  ],
  ['10:21', '10:40', [['10:21', '10:40']]],
  [
    '10:21',
    '11:20',
    [
      ['10:21', '11:00'],
      ['11:00', '11:20'],
    ],
  ],
] as const)('the minutes of %s to %s outside whole hours are %j', (start, end, parts) => {
  expect(splitAtHours({ start: instant(start), end: instant(end) })).toEqual(
    parts.map(([from, to]) => ({ start: instant(from), end: instant(to) })),
  );
});
