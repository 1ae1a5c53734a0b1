import { Outpost } from '@hookdeck/outpost-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dawdles, refuses } from '../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { api, tenantWith, enqueue, url, apiKey } = waybill();
const outpost = new Outpost({ apiKey, serverURL: `${url}/api/v1` });

let store: StrictS3;
let good = '';
let bad = '';
const time = { start: new Date(), end: new Date() };

const ask = async (of: string, query: string, key?: string) => {
  const range = `time[start]=${time.start.toISOString()}&time[end]=${time.end.toISOString()}`;
  return api('GET', `/metrics/${of}?${range}&${query}`, undefined, key);
};

const dataOf = async (of: string, query: string, key?: string) =>
  (await ask(of, query, key)).body.data;

/** The sum of the counts of all data points. */
const totalOf = (data: { metrics: { count: number } }[]): number =>
  data.reduce((sum, { metrics }) => sum + metrics.count, 0);

const OURS = 'filters[tenant_id]=measured';

beforeAll(async () => {
  store = await startStrictS3({
    accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
    region: 'auto',
  });
  good = await tenantWith('measured', { topics: ['orders', 'users'] });
  bad = await tenantWith('measured', {
    topics: ['orders'],
    config: { bucket: 'my-bucket', region: 'auto', endpoint: store.url },
  });
  await tenantWith('measured-too');
  const minute = 60_000;
  time.start = new Date(Math.floor(Date.now() / minute) * minute);
  time.end = new Date(time.start.getTime() + 10 * minute);

  // One of an event's two buckets rejects it, and it is retried manually. An automatic retry could come
  // before that.
  store.answerNext(refuses(403, 'AccessDenied', 'Access Denied'));
  const { body } = await api('POST', '/publish', {
    tenant_id: 'measured',
    topic: 'orders',
    eligible_for_retry: false,
    data: {},
  });
  await eventually(async () => {
    const { body: list } = await api('GET', `/attempts?event_id=${body.id}&status=failed`);
    return list.models.length > 0;
  });
  await api('POST', '/retry', { event_id: body.id, destination_id: bad });
  // Two events are published through the queue, one of them twice.
  await enqueue({ tenant_id: 'measured', topic: 'users', data: {} });
  for (const _ of [1, 2]) {
    await enqueue({ id: 'measured-twice', tenant_id: 'measured', topic: 'users', data: {} });
  }
  await enqueue({ tenant_id: 'measured-too', topic: 'orders', data: {} });
  const seen = async (of: string, query: string, count: number) =>
    totalOf(await dataOf(of, `measures=count&${query}`)) >= count;
  await eventually(() => seen('attempts', OURS, 5));
  await eventually(() => seen('events', OURS, 3));
  await eventually(() => seen('events', 'filters[tenant_id]=measured-too', 1));
  await eventually(() => seen('events', '', 4));
});
afterAll(() => store.stop());

test('events are counted once, on either ingestion path and however often published', async () => {
  expect(await dataOf('events', `measures=count&measures=rate&dimensions=topic&${OURS}`)).toEqual([
    { dimensions: { topic: 'orders' }, metrics: { count: 1, rate: 1 / 600 } },
    { dimensions: { topic: 'users' }, metrics: { count: 2, rate: 2 / 600 } },
  ]);
});

test('events are counted per destination when grouped by destination', async () => {
  const data = await dataOf('events', `measures=count&dimensions=destination_id&${OURS}`);
  const counts = data.map((point: { dimensions: { destination_id: string }; metrics: unknown }) => [
    point.dimensions.destination_id,
    point.metrics,
  ]);
  expect(Object.fromEntries(counts)).toEqual({ [good]: { count: 3 }, [bad]: { count: 1 } });
});

test('attempts are counted by result, and manual ones separately', async () => {
  const measures = [
    'count',
    'successful_count',
    'failed_count',
    'error_rate',
    'first_attempt_count',
    'retry_count',
    'manual_retry_count',
    'avg_attempt_number',
    'rate',
  ];
  const query = measures.map((measure, place) => `measures[${place}]=${measure}`).join('&');
  const [point] = await dataOf('attempts', `${query}&${OURS}`);
  expect(point.metrics).toEqual({
    count: 5,
    successful_count: 4,
    failed_count: 1,
    error_rate: 0.2,
    first_attempt_count: 4,
    retry_count: 1,
    manual_retry_count: 1,
    avg_attempt_number: 1.2,
    rate: 5 / 600,
  });
});

describe('how long stores took', () => {
  const LATENCIES = ['avg', 'p50', 'p95', 'p99']
    .map((name) => `measures=${name}_latency`)
    .join('&');
  const shown = async (eventId: string): Promise<number> => {
    const { body } = await api('GET', `/attempts?event_id=${eventId}`);
    return body.models[0].latency_ms;
  };

  test('latencies are returned with attempts and aggregated in milliseconds, with and without filters', async () => {
    const tenant_id = 'latencies';
    await tenantWith(tenant_id, {
      config: { bucket: 'my-bucket', region: 'auto', endpoint: store.url },
    });
    const timings = [];
    for (const ms of [60, 120, 700]) {
      store.answerNext(dawdles(ms / 2, ms / 2));
      const { body } = await api('POST', '/publish', { tenant_id, topic: 'orders', data: {} });
      await eventually(
        async () => (await api('GET', `/attempts?event_id=${body.id}`)).body.models.length > 0,
      );
      const latency = await shown(body.id);
      expect(Number.isInteger(latency)).toBe(true);
      expect(latency).toBeGreaterThanOrEqual(ms - 5);
      timings.push(latency);
    }
    const [min = 0, median = 0, max = 0] = timings.toSorted((a, b) => a - b);
    const asked = `${LATENCIES}&measures=count&filters[tenant_id]=${tenant_id}`;
    await eventually(async () => (await dataOf('attempts', asked))[0]?.metrics.count === 3);
    for (const granularity of ['', '&granularity=1h', '&granularity=1d']) {
      const data = await dataOf('attempts', `${asked}${granularity}`);
      const { metrics } = data.find((point: { metrics: { count: number } }) => point.metrics.count);
      expect(metrics.avg_latency).toBeCloseTo((min + median + max) / 3, 6);
      expect(Math.abs(metrics.p50_latency - median) / median).toBeLessThanOrEqual(0.201);
      expect(Math.abs(metrics.p99_latency - max) / max).toBeLessThanOrEqual(0.201);
    }
    // A minute without attempts has no latency.
    const byMinute = await dataOf('attempts', `${asked}&granularity=1m`);
    expect(byMinute.at(-1).metrics).toMatchObject({ count: 0, p95_latency: null });
  });
});

test('attempts can be grouped by code and filtered by dimensions', async () => {
  expect(
    await dataOf('attempts', `measures[]=count&dimensions[]=code&dimensions[]=manual&${OURS}`),
  ).toEqual([
    { dimensions: { code: 'AccessDenied', manual: 'false' }, metrics: { count: 1 } },
    { dimensions: { code: 'OK', manual: 'false' }, metrics: { count: 3 } },
    { dimensions: { code: 'OK', manual: 'true' }, metrics: { count: 1 } },
  ]);
  const filtered = `measures=count&filters[destination_id][0]=${bad}&filters[attempt_number][]=2&filters[attempt_number][]=3`;
  expect(await dataOf('attempts', filtered)).toEqual([{ dimensions: {}, metrics: { count: 1 } }]);
});

test.each(['1m', '5m', '1h', '1d', '1w', '1M', '1s', '20s'])(
  'buckets of %s contain everything, and empty ones are zero',
  async (granularity) => {
    const { body } = await ask('attempts', `measures=count&granularity=${granularity}&${OURS}`);
    expect(totalOf(body.data)).toBe(5);
    expect(body.metadata).toMatchObject({ granularity, truncated: false, row_limit: 100_000 });
    expect(body.metadata.row_count).toBe(body.data.length);
    const expected = { '1m': 10, '1s': 600, '20s': 30 }[granularity];
    if (expected) expect(body.data).toHaveLength(expected);
  },
);

test('the API key reads all tenants together or grouped by tenant', async () => {
  expect(totalOf(await dataOf('events', 'measures=count'))).toBeGreaterThanOrEqual(4);
  const apart = await dataOf('events', 'measures=count&dimensions=tenant_id');
  expect(apart).toContainEqual({ dimensions: { tenant_id: 'measured' }, metrics: { count: 3 } });
  expect(apart).toContainEqual({
    dimensions: { tenant_id: 'measured-too' },
    metrics: { count: 1 },
  });
});

describe('a tenant’s token', () => {
  let token = '';
  beforeAll(async () => {
    token = (await api('GET', '/tenants/measured/token')).body.token;
  });

  test('a tenant token reads the counts of its tenant', async () => {
    expect(totalOf(await dataOf('events', 'measures=count', token))).toBe(3);
    expect(totalOf(await dataOf('attempts', 'measures=count&granularity=1s', token))).toBe(5);
    expect((await ask('attempts', `measures=count&${OURS}`, token)).status).toBe(200);
  });

  test.each(['filters[tenant_id]=measured-too', 'dimensions=tenant_id'])(
    'must not query with %s',
    async (parameter) => {
      const answer = await ask('attempts', `measures=count&${parameter}`, token);
      expect(answer).toMatchObject({ status: 403, body: { status: 403 } });
    },
  );
});

test('an invalid parameter returns 400 and its name', async () => {
  expect(await ask('events', 'measures=error_rate&granularity=1y')).toMatchObject({
    status: 400,
    body: {
      status: 400,
      message: expect.stringMatching(/^granularity must be .*; measures.0 must be one of/),
      data: [expect.any(String), expect.any(String)],
      request_id: expect.any(String),
    },
  });
});

describe('Outpost’s own SDK', () => {
  test('gets the metrics of events', async () => {
    const { data, metadata } = await outpost.metrics.getEventMetrics({
      time,
      measures: ['count', 'rate'],
      dimensions: 'topic',
      granularity: '1M',
      filtersTenantId: 'measured',
      filtersTopic: ['orders', 'users'],
    });
    const counts = data?.filter(({ metrics }) => metrics?.count > 0);
    expect(counts).toMatchObject([
      { dimensions: { topic: 'orders' }, metrics: { count: 1 }, timeBucket: expect.any(Date) },
      { dimensions: { topic: 'users' }, metrics: { count: 2 } },
    ]);
    expect(metadata).toMatchObject({ granularity: '1M', rowLimit: 100_000, truncated: false });
  });

  test('gets the metrics of attempts, by every dimension', async () => {
    const { data, metadata } = await outpost.metrics.getAttemptMetrics({
      time,
      measures: 'count',
      dimensions: [
        'tenant_id',
        'destination_id',
        'destination_type',
        'topic',
        'status',
        'code',
        'manual',
        'attempt_number',
      ],
      filtersDestinationId: [good, bad],
      filtersDestinationType: 'aws_s3',
      filtersStatus: ['success', 'failed'],
      filtersManual: 'true',
      filtersAttemptNumber: ['2'],
      filtersCode: 'OK',
      filtersTenantId: ['measured'],
    });
    expect(data).toEqual([
      {
        dimensions: {
          tenant_id: 'measured',
          destination_id: bad,
          destination_type: 'aws_s3',
          topic: 'orders',
          status: 'success',
          code: 'OK',
          manual: 'true',
          attempt_number: '2',
        },
        metrics: { count: 1 },
      },
    ]);
    expect(metadata).not.toHaveProperty('granularity');
  });

  test('gets the validation error', async () => {
    const asked = outpost.metrics.getEventMetrics({ time, measures: 'count', granularity: '61m' });
    await expect(asked).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('granularity must be'),
    });
  });
});
