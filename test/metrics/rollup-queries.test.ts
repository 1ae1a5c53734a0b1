import { describe, expect, test } from 'vitest';
import type { Dimension } from '../../lambdas/metrics/measures.ts';
import type { MetricsQuery } from '../../lambdas/metrics/metrics-query.ts';
import { tenantPartition } from '../../lambdas/metrics/rollup.ts';
import { rollupQueries } from '../../lambdas/metrics/rollup-queries.ts';

const queriesFor = (start: string, end: string, given: Partial<MetricsQuery> = {}) => [
  ...rollupQueries({
    kind: 'ATTEMPTS',
    range: { start: Date.parse(start), end: Date.parse(end) },
    granularity: undefined,
    measures: ['count'],
    dimensions: [],
    filters: new Map(),
    ...given,
  }),
];

const filtering = (name: Dimension, ...values: string[]) => ({
  filters: new Map([[name, values]]),
});

const HOUR = ['2026-11-22T10:00Z', '2026-11-22T11:00Z'] as const;

const acme = filtering('tenant_id', 'acme');

/** What queries read of their days: `m` hours by minute, `h` hours by their totals. */
const spansOf = (...query: Parameters<typeof queriesFor>) =>
  queriesFor(...query).map(({ from, to, byMinute }) => `${byMinute ? 'm' : 'h'} ${from} ${to}`);

test("a tenant's rollups are one query per day, limited to the requested hours", () => {
  expect(queriesFor('2026-11-22T22:00Z', '2026-11-23T02:00Z', acme)).toEqual([
    {
      pk: tenantPartition('ATTEMPTS', '2026-11-22', 'acme'),
      from: 'acme#2026-11-22T22',
      to: 'acme#2026-11-22T23~',
      byMinute: false,
    },
    {
      pk: tenantPartition('ATTEMPTS', '2026-11-23', 'acme'),
      from: 'acme#2026-11-23T00',
      to: 'acme#2026-11-23T01~',
      byMinute: false,
    },
  ]);
});

test('partial hours are read by the minute', () => {
  expect(spansOf('2026-11-21T21:30Z', '2026-11-23T01:20Z', acme)).toEqual([
    'm acme#2026-11-21T21 acme#2026-11-21T21~',
    'h acme#2026-11-21T22 acme#2026-11-21T23~',
    'h acme#2026-11-22T00 acme#2026-11-22T23~',
    'h acme#2026-11-23T00 acme#2026-11-23T00~',
    'm acme#2026-11-23T01 acme#2026-11-23T01~',
  ]);
  expect(spansOf('2026-11-22T10:10Z', '2026-11-22T10:20Z', acme)).toEqual([
    'm acme#2026-11-22T10 acme#2026-11-22T10~',
  ]);
  expect(spansOf('2026-11-22T10:10Z', '2026-11-22T11:20Z', acme)).toEqual([
    'm acme#2026-11-22T10 acme#2026-11-22T10~',
    'm acme#2026-11-22T11 acme#2026-11-22T11~',
  ]);
});

test('buckets of minutes are read by the minute, one day per query', () => {
  const given = { ...acme, granularity: { value: 5, unit: 'm' } } as const;
  expect(spansOf('2026-11-21T21:30Z', '2026-11-22T02:00Z', given)).toEqual([
    'm acme#2026-11-21T21 acme#2026-11-21T23~',
    'm acme#2026-11-22T00 acme#2026-11-22T01~',
  ]);
});

test('the platform’s totals are read from its own rollups', () => {
  const given = { kind: 'EVENTS', dimensions: ['topic'] } as const;
  expect(queriesFor(...HOUR, given)).toEqual(
    [0, 1, 2, 3].map((shard) => ({
      pk: `ROLLUPS#EVENTS#2026-11-22#PLATFORM#${shard}`,
      from: '2026-11-22T10',
      to: '2026-11-22T10~',
      byMinute: false,
    })),
  );
});

test.each([
  { dimensions: ['tenant_id'] },
  { dimensions: ['topic', 'destination_id'] },
  filtering('destination_id', 'des_1'),
  filtering('code', 'AccessDenied', 'XQuotaReached'),
] satisfies Partial<MetricsQuery>[])('a query by tenant reads all tenants: %o', (given) => {
  const found = queriesFor(...HOUR, given);
  expect(new Set(found.map(({ pk }) => pk)).size).toBe(16);
  for (const { pk, hours } of found) {
    expect(pk).toMatch(/^ROLLUPS#ATTEMPTS#2026-11-22#TENANTS#\d+$/);
    expect(hours).toEqual({ first: '2026-11-22T10', last: '2026-11-22T10' });
  }
});

describe('a range is limited to 4,000 partitions:', () => {
  test.each([
    [1, { filters: new Map([['tenant_id', ['acme']]]) }, 4_000],
    [2, { filters: new Map([['tenant_id', ['acme', 'globex']]]) }, 2_000],
    [4, {}, 1_000],
    [16, { dimensions: ['tenant_id'] }, 250],
  ] satisfies [number, Partial<MetricsQuery>, number][])('at %i a day', (perDay, given, days) => {
    const range = (length: number) => ({ start: 0, end: length * 86_400_000 });
    expect(queriesFor(...HOUR, { ...given, range: range(days) })).toHaveLength(days * perDay);
    const tooLong = () => queriesFor(...HOUR, { ...given, range: range(days + 1) });
    expect(tooLong).toThrow(`further apart than ${days} days`);
  });
});
