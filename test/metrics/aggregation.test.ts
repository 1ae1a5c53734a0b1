import { describe, expect, test } from 'vitest';
import { Aggregation } from '../../lambdas/metrics/aggregation.ts';
import { ATTEMPT_MEASURES, type Sample } from '../../lambdas/metrics/measures.ts';
import type { MetricsQuery } from '../../lambdas/metrics/metrics-query.ts';

const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);

const aQuery = (given: Partial<MetricsQuery> = {}): MetricsQuery => ({
  kind: 'ATTEMPTS',
  range: { start: at('10:00'), end: at('11:00') },
  granularity: undefined,
  measures: ['count'],
  dimensions: [],
  filters: new Map(),
  ...given,
});

const attempts = (time: string, count: number, values: Sample['values'] = {}): Sample => ({
  values: { tenant_id: 'acme', topic: 'orders', status: 'success', manual: 'false', ...values },
  counts: [{ time: at(time), count }],
});

const events = (time: string, count: number, ...destinationIds: string[]): Sample => ({
  values: { tenant_id: 'acme', topic: 'orders' },
  destinationIds,
  counts: [{ time: at(time), count }],
});

const pointsOf = (query: MetricsQuery, samples: readonly Sample[]) => {
  const aggregation = new Aggregation(query);
  for (const sample of samples) expect(aggregation.take(sample)).toBe(true);
  return [...aggregation.points()];
};

describe('without a granularity', () => {
  test('returns one data point for the whole range', () => {
    expect(pointsOf(aQuery(), [attempts('10:00', 2), attempts('10:59', 3)])).toEqual([
      { dimensions: {}, metrics: { count: 5 } },
    ]);
  });

  test('samples before the range or at its end are not counted', () => {
    expect(pointsOf(aQuery(), [attempts('09:59', 2), attempts('11:00', 3)])).toEqual([]);
  });

  test('returns no data point without samples', () => {
    expect(pointsOf(aQuery(), [])).toEqual([]);
  });

  test('rates are per second of the range', () => {
    const query = aQuery({ measures: ['rate'] });
    expect(pointsOf(query, [attempts('10:00', 1_800)])).toMatchObject([{ metrics: { rate: 0.5 } }]);
  });
});

describe('with a granularity', () => {
  const granularity = { value: 20, unit: 'm' } as const;

  test('every bucket has a data point, empty ones with zeros', () => {
    const query = aQuery({ granularity, measures: ['count', 'rate', 'error_rate'] });
    expect(pointsOf(query, [attempts('10:20', 6), attempts('10:39', 6)])).toEqual([
      {
        time_bucket: '2026-11-22T10:00:00Z',
        dimensions: {},
        metrics: { count: 0, rate: 0, error_rate: 0 },
      },
      {
        time_bucket: '2026-11-22T10:20:00Z',
        dimensions: {},
        metrics: { count: 12, rate: 0.01, error_rate: 0 },
      },
      {
        time_bucket: '2026-11-22T10:40:00Z',
        dimensions: {},
        metrics: { count: 0, rate: 0, error_rate: 0 },
      },
    ]);
  });

  test('without samples every bucket has a data point of zeros', () => {
    const points = pointsOf(aQuery({ granularity }), []);
    expect(points.map(({ metrics }) => metrics.count)).toEqual([0, 0, 0]);
  });

  test('a group with samples has every bucket, and one without has none', () => {
    const query = aQuery({ granularity, dimensions: ['topic'] });
    const points = pointsOf(query, [
      attempts('10:20', 1, { topic: 'users' }),
      attempts('10:00', 2, { topic: 'orders' }),
      attempts('11:00', 9, { topic: 'later' }),
    ]);
    expect(points.map(({ dimensions, metrics }) => [dimensions.topic, metrics.count])).toEqual([
      ['orders', 2],
      ['orders', 0],
      ['orders', 0],
      ['users', 0],
      ['users', 1],
      ['users', 0],
    ]);
  });

  test('a bucket that begins before the range counts only attempts in the range, and its rate is per second of the whole bucket', () => {
    const query = aQuery({ granularity: { value: 1, unit: 'd' }, measures: ['count', 'rate'] });
    expect(pointsOf(query, [attempts('09:59', 5), attempts('10:00', 864)])).toEqual([
      {
        time_bucket: '2026-11-22T00:00:00Z',
        dimensions: {},
        metrics: { count: 864, rate: 0.01 },
      },
    ]);
  });
});

describe('measures of attempts', () => {
  test('equal those of Outpost', () => {
    const samples = [
      attempts('10:00', 6, { attempt_number: '1' }),
      attempts('10:00', 2, { attempt_number: '1', status: 'failed' }),
      attempts('10:01', 1, { attempt_number: '2', status: 'failed' }),
      attempts('10:02', 1, { attempt_number: '3', manual: 'true' }),
    ];
    const [point] = pointsOf(aQuery({ measures: [...ATTEMPT_MEASURES] }), samples);
    expect(point?.metrics).toEqual({
      count: 10,
      successful_count: 7,
      failed_count: 3,
      error_rate: 0.3,
      first_attempt_count: 8,
      retry_count: 2,
      manual_retry_count: 1,
      avg_attempt_number: 1.3,
      rate: 10 / 3600,
      successful_rate: 7 / 3600,
      failed_rate: 3 / 3600,
      avg_latency: null,
      p50_latency: null,
      p95_latency: null,
      p99_latency: null,
      events_delivered_count: 7,
    });
  });

  test('count the events of batches under their topics, and not the attempt at the batch', () => {
    const batch = attempts('10:00', 1, { topic: '' });
    const events = attempts('10:00', 0, { topic: 'orders' });
    const withMore = (sample: Sample, moreEvents: number): Sample => ({
      ...sample,
      counts: [...sample.counts].map((count) => ({ ...count, moreEvents })),
    });
    const samples = [withMore(batch, -1), withMore(events, 40), attempts('10:00', 2)];
    const measures = ['count', 'events_delivered_count'] as const;
    expect(pointsOf(aQuery({ measures: [...measures] }), samples)[0]?.metrics).toEqual({
      count: 3,
      events_delivered_count: 42,
    });
  });
});

describe('dimensions', () => {
  test('are returned as text, and as the empty string if a sample has no value', () => {
    const query = aQuery({ dimensions: ['manual', 'attempt_number', 'destination_type'] });
    const sample = attempts('10:00', 1, { manual: 'true', attempt_number: '2' });
    expect(pointsOf(query, [sample])[0]?.dimensions).toEqual({
      manual: 'true',
      attempt_number: '2',
      destination_type: '',
    });
  });

  test('are in order, numbers by their value', () => {
    const query = aQuery({ dimensions: ['topic', 'attempt_number'] });
    const samples = ['10', '9', '1'].flatMap((attempt_number) => [
      attempts('10:00', 1, { attempt_number, topic: 'users' }),
      attempts('10:00', 1, { attempt_number, topic: 'orders' }),
    ]);
    expect(pointsOf(query, samples).map(({ dimensions }) => Object.values(dimensions))).toEqual([
      ['orders', '1'],
      ['orders', '9'],
      ['orders', '10'],
      ['users', '1'],
      ['users', '9'],
      ['users', '10'],
    ]);
  });
});

describe('filters', () => {
  test('select samples with any of their values, and all filters must match', () => {
    const filters = new Map([
      ['topic', ['orders', 'users']],
      ['status', ['failed']],
    ] as const);
    const samples = [
      attempts('10:00', 1, { topic: 'orders', status: 'failed' }),
      attempts('10:00', 2, { topic: 'users', status: 'failed' }),
      attempts('10:00', 4, { topic: 'invoices', status: 'failed' }),
      attempts('10:00', 8, { topic: 'orders', status: 'success' }),
    ];
    expect(pointsOf(aQuery({ filters }), samples)).toMatchObject([{ metrics: { count: 3 } }]);
  });
});

describe('an event', () => {
  const samples = [events('10:00', 2, 'des_1', 'des_2'), events('10:01', 1, 'des_2')];

  test('counts an event once for all its destinations', () => {
    expect(pointsOf(aQuery({ kind: 'EVENTS' }), samples)).toMatchObject([
      { metrics: { count: 3 } },
    ]);
  });

  test('counts for each of its destinations when grouped by destination', () => {
    const query = aQuery({ kind: 'EVENTS', dimensions: ['destination_id'] });
    expect(pointsOf(query, samples)).toEqual([
      { dimensions: { destination_id: 'des_1' }, metrics: { count: 2 } },
      { dimensions: { destination_id: 'des_2' }, metrics: { count: 3 } },
    ]);
  });

  test('counts once when the filter matches several of its destinations', () => {
    const filters = new Map([['destination_id', ['des_1', 'des_2', 'des_3']]] as const);
    expect(pointsOf(aQuery({ kind: 'EVENTS', filters }), samples)).toMatchObject([
      { metrics: { count: 3 } },
    ]);
  });

  test('is not counted for destinations that the filter excludes', () => {
    const filters = new Map([['destination_id', ['des_1']]] as const);
    const query = aQuery({ kind: 'EVENTS', filters, dimensions: ['destination_id'] });
    expect(pointsOf(query, samples)).toEqual([
      { dimensions: { destination_id: 'des_1' }, metrics: { count: 2 } },
    ]);
  });
});

test('samples beyond the limit of data points are dropped', () => {
  const aggregation = new Aggregation(aQuery({ dimensions: ['code'] }));
  for (let code = 0; code < 100_000; code += 1)
    aggregation.take(attempts('10:00', 1, { code: `code-${code}` }));
  expect(aggregation.take(attempts('10:00', 1, { code: 'code-1' }))).toBe(true);
  expect(aggregation.take(attempts('10:00', 1, { code: 'one-more' }))).toBe(false);
});
