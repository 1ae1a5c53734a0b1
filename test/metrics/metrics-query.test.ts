import { describe, expect, test } from 'vitest';
import type { Kind } from '../../lambdas/metrics/measures.ts';
import { parseMetricsQuery } from '../../lambdas/metrics/metrics-query.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { httpErrorOf } from '../support/as-http.ts';

const TIME = 'time[start]=2026-11-22T10:00:00Z&time[end]=2026-11-22T11:00:00Z';

const queryOf = (query: string, kind: Kind = 'ATTEMPTS', subject?: string) =>
  parseMetricsQuery(kind, { params: {}, query: new Query(query), headers: {}, body: '', subject });

const refusal = (query: string, kind?: Kind, subject?: string) => {
  try {
    queryOf(query, kind, subject);
  } catch (error) {
    return httpErrorOf(error);
  }
  throw new Error(`${query} was not refused`);
};

describe('a query', () => {
  test('is parsed with every parameter', () => {
    const query = queryOf(
      `${TIME}&granularity=05m&measures=count&measures=error_rate&dimensions=topic&filters[code]=OK&filters[code]=SlowDown`,
    );
    expect(query).toEqual({
      kind: 'ATTEMPTS',
      range: { start: Date.UTC(2026, 10, 22, 10), end: Date.UTC(2026, 10, 22, 11) },
      granularity: { value: 5, unit: 'm' },
      measures: ['count', 'error_rate'],
      dimensions: ['topic'],
      filters: new Map([['code', ['OK', 'SlowDown']]]),
    });
  });

  test.each(['', '[]', '[0]'])('accepts lists in the form k%s', (suffix) => {
    const list = (name: string, value: string) => `&${name}${suffix}=${value}`;
    const query = queryOf(
      TIME +
        list('measures', 'count') +
        list('dimensions', 'topic') +
        list('filters[topic]', 'orders'),
    );
    expect(query.measures).toEqual(['count']);
    expect(query.dimensions).toEqual(['topic']);
    expect(query.filters).toEqual(new Map([['topic', ['orders']]]));
  });

  test('accepts times of any zone, and rounds them outwards to whole minutes', () => {
    const { range } = queryOf(
      'time[start]=2026-11-22T11:00:59.999%2B01:00&time[end]=2026-11-22T10:30:00.001Z&measures=count',
    );
    expect(range).toEqual({
      start: Date.UTC(2026, 10, 22, 10, 0),
      end: Date.UTC(2026, 10, 22, 10, 31),
    });
  });

  test('with a granularity of one second is not rounded', () => {
    const { range } = queryOf(
      'time[start]=2026-11-22T10:00:01.5Z&time[end]=2026-11-22T10:00:02.5Z&measures=count&granularity=1s',
    );
    expect(range.end - range.start).toBe(1_000);
    expect(new Date(range.start).toISOString()).toBe('2026-11-22T10:00:01.500Z');
  });

  test('removes duplicate filter values', () => {
    const { filters } = queryOf(`${TIME}&measures=count&filters[topic]=a&filters[topic]=a`);
    expect(filters.get('topic')).toEqual(['a']);
  });

  test('is accepted at the maximum number of buckets and rejected above it', () => {
    const of = (end: string) =>
      `time[start]=2026-11-22T00:00:00Z&time[end]=${end}&measures=count&granularity=1s`;
    expect(queryOf(of('2026-11-23T03:46:40Z')).granularity).toBeDefined();
    expect(refusal(of('2026-11-23T03:46:41Z'))).toMatchObject({
      status: 400,
      message: expect.stringContaining('more than 100000 buckets'),
    });
  });
});

describe('an invalid query returns 400, the parameter and its allowed values:', () => {
  test.each<[string, string, Kind?]>([
    ['measures=count', 'time[start] is required; time[end] is required'],
    ['time[start]=2026-11-22T10:00:00Z&measures=count', 'time[end] is required'],
    [
      'time[start]=yesterday&time[end]=2026-11-22T11:00:00Z&measures=count',
      'time[start] must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
    ],
    [
      'time[start]=2026-11-22T11:00:00Z&time[end]=2026-11-22T11:00:00Z&measures=count',
      'time[start] must be before time[end]',
    ],
    [`${TIME}&time[gte]=2026-11-22&measures=count`, 'time[gte] is not a known field'],
    [TIME, 'measures must have at least one of count, rate', 'EVENTS'],
    [`${TIME}&measures=errors`, 'measures.0 must be one of count, rate', 'EVENTS'],
    [
      `${TIME}&measures=count&measures=error_rate`,
      'measures.1 must be one of count, rate',
      'EVENTS',
    ],
    [
      `${TIME}&measures=count&dimensions=code`,
      'dimensions.0 must be one of tenant_id, topic, destination_id',
      'EVENTS',
    ],
    [`${TIME}&measures=count&filters[code]=OK`, 'filters[code] is not a known field', 'EVENTS'],
    [`${TIME}&measures=count&filters[tpoic][0]=a`, 'filters[tpoic] is not a known field'],
    [
      `${TIME}&measures=count&filters[status]=ok`,
      'filters[status].0 must be one of success, failed',
    ],
    [`${TIME}&measures=count&filters[manual]=yes`, 'filters[manual].0 must be one of true, false'],
    [
      `${TIME}&measures=count&filters[attempt_number]=0`,
      'filters[attempt_number].0 must be a whole number of at least 1',
    ],
    [
      `${TIME}&measures=count&granularity=hourly`,
      'granularity must be a whole number and a unit: 1s to 60s, 1m to 60m, 1h to 24h, 1d to 31d, 1w to 4w, 1M to 12M',
    ],
  ])('%s: %s', (query, message, kind = 'ATTEMPTS') => {
    expect(refusal(query, kind)).toMatchObject({ status: 400, message, data: message.split('; ') });
  });
});

describe('a tenant’s token', () => {
  test('queries its own tenant, with or without tenant_id', () => {
    const own = new Map([['tenant_id', ['acme']]]);
    expect(queryOf(`${TIME}&measures=count`, 'EVENTS', 'acme').filters).toEqual(own);
    const saying = `${TIME}&measures=count&filters[tenant_id]=acme`;
    expect(queryOf(saying, 'EVENTS', 'acme').filters).toEqual(own);
  });

  test.each(['filters[tenant_id]=globex', 'dimensions=tenant_id'])(
    'is rejected with %s',
    (parameter) => {
      expect(refusal(`${TIME}&measures=count&${parameter}`, 'EVENTS', 'acme')).toMatchObject({
        status: 403,
        message: expect.stringContaining('tenant_id'),
      });
    },
  );
});
