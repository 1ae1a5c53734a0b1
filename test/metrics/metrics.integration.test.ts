import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { type MetricsRoutesDeps, metricsRoutes } from '../../lambdas/metrics/metrics.routes.ts';
import { MetricsBody } from '../../lambdas/metrics/metrics-body.ts';
import { RollupCounters, writeRollups } from '../../lambdas/metrics/rollup-counters.ts';
import { RollupStore } from '../../lambdas/metrics/rollup-store.dynamo.ts';
import { positionOf } from '../../lambdas/platform/dynamodb/timeline.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { asHttp } from '../support/as-http.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let deps: MetricsRoutesDeps;

/** Events 7 minutes apart from 10:00 on, of two tenants and two topics, every third attempt a failure. */
const EVENTS = [...Array(40).keys()].map((n) =>
  anEvent({
    id: `evt_${n}`,
    tenant_id: n < 30 ? 'acme' : 'globex',
    topic: n % 2 === 0 ? 'orders' : 'users',
    time: new Date(NOW.getTime() + n * 7 * 60_000).toISOString(),
  }),
);

/** Every eighth attempt asks no store. */
const asksStore = (n: number): boolean => n % 8 !== 0;
const latencyOf = (n: number): number => 10 + ((n * 331) % 1_400);

const attemptAt = (event: (typeof EVENTS)[number], n: number) => {
  const outcome = n % 3 === 0 ? ({ status: 'failed' } as const) : { status: 'success' as const };
  const { tenant_id, topic, time, id: event_id } = event;
  const id = `atm_${ulid(Date.parse(time))}`;
  const failure = n % 2 === 0 ? 'SlowDown' : 'XQuotaReached';
  const code = outcome.status === 'failed' ? failure : 'OK';
  const attempt_number = n === 39 ? 60 : 1;
  const destination_id = `des_${tenant_id}_${n % 2}`;
  return anAttempt({
    ...{ id, tenant_id, topic, time, event_id, destination_id, code, ...outcome },
    attempt_number,
    ...(asksStore(n) && { latency_ms: latencyOf(n) }),
  });
};

beforeAll(async () => {
  tables = await startTables();
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  const attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  const rollups = new RollupStore(tables.client, tables.log, 30, () => NOW);
  const counters = new RollupCounters();
  for (const [n, event] of EVENTS.entries()) {
    const attempt = attemptAt(event, n);
    await events.record(event, [attempt.destination_id], NOW);
    await attempts.record(attempt);
    counters.attempt(attempt);
    counters.event(event, [attempt.destination_id]);
  }
  const topics: [string, number][] = [
    ['orders', 40],
    ['users', 2],
  ];
  const delivered = anAttempt({
    ...{ tenant_id: 'batched', topic: '', topics, time: '2026-11-22T17:05:30.000Z' },
    ...{ id: `atm_${ulid(Date.parse('2026-11-22T17:05:30.000Z'))}`, status: 'success' },
  });
  await attempts.record(delivered);
  counters.attempt(delivered);
  counters.deliveredEvents(
    delivered,
    topics.flatMap(([topic, count]) => Array<string>(count).fill(topic)),
  );
  await writeRollups(
    { counters: counters, rollups, random: () => 0.5 },
    AbortSignal.timeout(5_000),
  );
  let clock = NOW.getTime();
  deps = {
    rollups,
    rows: {
      EVENTS: (filters, reading) =>
        events.list({ tenantIds: filters.get('tenant_id') ?? [], eventIds: [] }, reading),
      ATTEMPTS: (_filters, reading) => attempts.list('all', reading),
    },
    dropExpired: async (rows) => rows,
    now: () => {
      clock += 5;
      return new Date(clock);
    },
  };
});
afterAll(() => tables.stop());

const ask = async (of: 'events' | 'attempts', query: string, subject?: string) => {
  const route = metricsRoutes(deps).find(({ path }) => path === `/api/v1/metrics/${of}`);
  const request = { params: {}, query: new Query(query), headers: {}, body: '', subject };
  const text = encodeJson((await asHttp(route?.handle(request)))?.body);
  return { ...MetricsBody.parse(JSON.parse(text)), bytes: Buffer.byteLength(text) };
};

const RANGE = 'time[start]=2026-11-22T10:00:00Z&time[end]=2026-11-22T15:00:00Z';

test('the response contains the query, its duration and its limits', async () => {
  const { bytes: _bytes, ...body } = await ask('events', `${RANGE}&measures=count&granularity=02h`);
  expect(body).toEqual({
    data: [
      { time_bucket: '2026-11-22T10:00:00Z', dimensions: {}, metrics: { count: 18 } },
      { time_bucket: '2026-11-22T12:00:00Z', dimensions: {}, metrics: { count: 17 } },
      { time_bucket: '2026-11-22T14:00:00Z', dimensions: {}, metrics: { count: 5 } },
    ],
    metadata: {
      granularity: '2h',
      query_time_ms: 5,
      row_count: 3,
      row_limit: 100_000,
      truncated: false,
    },
  });
});

test('without a granularity, the response has no granularity and no bucket', async () => {
  const { data, metadata } = await ask('events', `${RANGE}&measures=count`);
  expect(data).toEqual([{ dimensions: {}, metrics: { count: 40 } }]);
  expect(metadata).not.toHaveProperty('granularity');
});

describe('rollups and recorded attempts give the same counts for a minute:', () => {
  const sources = { rollups: 'granularity=1m', log: 'granularity=60s' };
  test.each([
    ['events', 'measures=count&measures=rate', ''],
    ['events', 'measures=count&dimensions=topic', ''],
    ['events', 'measures=count&dimensions=tenant_id&dimensions=destination_id', ''],
    ['events', 'measures=count&filters[destination_id]=des_acme_1', ''],
    ['events', 'measures=count&filters[tenant_id]=globex&filters[topic]=orders', ''],
    ['attempts', 'measures=count&measures=error_rate&measures=avg_attempt_number', ''],
    ['attempts', 'measures=failed_count&dimensions=code&dimensions=manual', ''],
    ['attempts', 'measures=count&dimensions=attempt_number&dimensions=destination_type', ''],
    ['attempts', 'measures=count&filters[status]=failed&dimensions=destination_id', ''],
    ['attempts', 'measures=count&dimensions=code&dimensions=tenant_id', ''],
    ['attempts', 'measures=count&filters[code]=other', ''],
    ['attempts', 'measures=count&filters[code]=XQuotaReached', ''],
    ['attempts', 'measures=count&filters[attempt_number]=51', ''],
    ['attempts', 'measures=count&filters[tenant_id]=acme&filters[tenant_id]=globex', ''],
    ['attempts', 'measures=successful_rate&dimensions=topic', 'acme'],
  ] as const)('%s by %s, as %j', async (of, query, subject) => {
    const answers = Object.values(sources).map((granularity) =>
      ask(of, `${RANGE}&${query}&${granularity}`, subject || undefined),
    );
    const [byRollups, byLog] = await Promise.all(answers);
    expect(byRollups?.data).toEqual(byLog?.data);
    const measured = byLog?.data.flatMap(({ metrics }) => Object.values(metrics)).map(Number) ?? [];
    expect(Math.max(...measured)).toBeGreaterThan(0);
    expect(byLog?.metadata).toMatchObject({ granularity: '60s', truncated: false });
  });
});

test.each([
  ['of the platform', '', ['OK', 'SlowDown', 'other']],
  ['of a tenant', '&filters[tenant_id]=acme', ['OK', 'SlowDown', 'XQuotaReached']],
])('the metrics %s distinguish the codes of its attempts', async (_, filter, codes) => {
  const { data } = await ask('attempts', `${RANGE}&measures=count&dimensions=code${filter}`);
  expect(data.map(({ dimensions }) => dimensions.code)).toEqual(codes);
});

test('the events of a batch count under their topics, by minutes and by seconds', async () => {
  const range = 'time[start]=2026-11-22T17:05:00Z&time[end]=2026-11-22T17:06:00Z';
  const query = `${range}&measures=count&measures=events_delivered_count&dimensions=topic`;
  const answers = await Promise.all(
    ['1m', '60s'].map((granularity) => ask('attempts', `${query}&granularity=${granularity}`)),
  );
  const expected = [
    ['', 1, 0],
    ['orders', 0, 40],
    ['users', 0, 2],
  ];
  for (const { data } of answers) {
    expect(
      data.map(({ dimensions, metrics }) => [
        dimensions.topic,
        metrics.count,
        metrics.events_delivered_count,
      ]),
    ).toEqual(expected);
  }
});

describe('latencies', () => {
  const LATENCIES = ['avg', 'p50', 'p95', 'p99']
    .map((name) => `measures=${name}_latency`)
    .join('&');

  /** Those of the attempts from one minute since 10:00 up to another. */
  const within = (from: number, to: number, isWanted = (_n: number): boolean => true) =>
    [...EVENTS.keys()]
      .filter((n) => n * 7 >= from && n * 7 < to && asksStore(n) && isWanted(n))
      .map(latencyOf)
      .sort((a, b) => a - b);

  const expectLatencies = (metrics: Record<string, number | null>, exact: readonly number[]) => {
    const average = exact.reduce((sum, ms) => sum + ms, 0) / exact.length;
    expect(metrics.avg_latency).toBeCloseTo(average, 6);
    for (const percent of [50, 95, 99]) {
      const ms = exact[Math.ceil((exact.length * percent) / 100) - 1] ?? Number.NaN;
      const found = metrics[`p${percent}_latency`] ?? Number.NaN;
      expect(Math.abs(found - ms) / ms).toBeLessThanOrEqual(0.2 + Number.EPSILON);
    }
  };

  const asked = async (time: string, query = '', subject?: string) =>
    (await ask('attempts', `${time}&measures=count&${LATENCIES}&${query}`, subject)).data;

  test('include only attempts that sent a request', async () => {
    const [point] = await asked(RANGE);
    expect(point?.metrics.count).toBe(40);
    expectLatencies(point?.metrics ?? {}, within(0, 300));
  });

  test('are null without an attempt that sent a request', async () => {
    const data = await asked(RANGE.replace('T15', 'T17'), 'granularity=1h');
    const nothing = { avg_latency: null, p50_latency: null, p95_latency: null, p99_latency: null };
    expect(data).toHaveLength(7);
    expect(data.at(-1)?.metrics).toEqual({ count: 0, ...nothing });
    for (const hour of [0, 1, 2, 3]) {
      expectLatencies(data[hour]?.metrics ?? {}, within(hour * 60, hour * 60 + 60));
    }
  });

  test.each(['', 'granularity=2h', 'granularity=1m', 'granularity=60s'])(
    'of partial hours include only the range: %s',
    async (granularity) => {
      const time = 'time[start]=2026-11-22T10:21:00Z&time[end]=2026-11-22T12:20:00Z';
      const data = await asked(time, granularity);
      const counts = data.map(({ metrics }) => metrics.count ?? 0);
      expect(counts.reduce((sum, count) => sum + count)).toBe(17);
      const found = data.map(({ metrics }) => metrics).filter((each) => each.avg_latency !== null);
      const ends = { '': [21, 140], 'granularity=2h': [21, 120] }[granularity];
      if (ends) expectLatencies(found[0] ?? {}, within(ends[0] ?? 0, ends[1] ?? 0));
      // Minutes have at most one attempt each.
      else
        expect(found.map((each) => each.avg_latency).toSorted()).toEqual(
          within(21, 140).toSorted(),
        );
    },
  );

  test('are grouped, filtered and limited to a tenant, like counts', async () => {
    const isUsers = (n: number) => n % 2 === 1;
    const apart = await asked(RANGE, 'dimensions=topic');
    expectLatencies(apart[1]?.metrics ?? {}, within(0, 300, isUsers));
    const filtered = await asked(RANGE, 'filters[topic]=users');
    expect(filtered[0]?.metrics).toEqual(apart[1]?.metrics);
    const own = await asked(RANGE, '', 'globex');
    expectLatencies(own[0]?.metrics ?? {}, within(210, 300));
  });

  test('are rejected as a measure of events', async () => {
    await expect(ask('events', `${RANGE}&measures=avg_latency`)).rejects.toMatchObject({
      status: 400,
    });
  });
});

test('a granularity of seconds is exact at both ends of the range', async () => {
  const query =
    'time[start]=2026-11-22T10:07:00Z&time[end]=2026-11-22T10:21:00Z&measures=count&granularity=7s';
  const { data } = await ask('events', query);
  const total = data.reduce((sum, { metrics }) => sum + (metrics.count ?? 0), 0);
  expect(total).toBe(2);
});

test.each(['', 'filters[tenant_id]=acme', 'dimensions=destination_id'])(
  'a range that begins and ends within hours is counted to the minute: %s',
  async (query) => {
    const within = `time[start]=2026-11-22T10:21:00Z&time[end]=2026-11-22T12:19:30Z&${query}`;
    const total = async (granularity: string) => {
      const { data } = await ask('attempts', `${within}&measures=count&${granularity}`);
      return data.reduce((sum, { metrics }) => sum + (metrics.count ?? 0), 0);
    };
    // At 10:21, 10:28 … 12:13; the next is at 12:20, to which the end is rounded up.
    expect(await total('granularity=30s')).toBe(17);
    expect(await total('')).toBe(17);
    expect(await total('granularity=1h')).toBe(17);
    expect(await total('granularity=1m')).toBe(17);
  },
);

test('a tenant’s token counts only that tenant', async () => {
  const query = `${RANGE}&measures=count`;
  for (const of of ['events', 'attempts'] as const) {
    expect((await ask(of, query, 'acme')).data[0]?.metrics.count).toBe(30);
    expect((await ask(of, query, 'globex')).data[0]?.metrics.count).toBe(10);
    expect((await ask(of, query, 'nobody')).data).toEqual([]);
  }
});

test('a granularity of seconds does not count expired attempts', async () => {
  const { dropExpired } = deps;
  const tenth = positionOf('2026-11-22T10:10:00Z', '');
  deps = { ...deps, dropExpired: async (rows) => rows.filter(({ position }) => position > tenth) };
  const query =
    'time[start]=2026-11-22T10:07:00Z&time[end]=2026-11-22T10:21:00Z&measures=count&granularity=7s';
  const answers = await Promise.all([ask('events', query), ask('attempts', query)]);
  deps = { ...deps, dropExpired: dropExpired };
  // Of those at 10:07 and 10:14.
  const counts = answers.map(({ data }) => data.map(({ metrics }) => metrics.count ?? 0));
  expect(counts.map((each) => each.filter((count) => count > 0))).toEqual([[1], [1]]);
});

test('a response beyond the size limit is truncated and marked as such', async () => {
  const day = 'time[start]=2026-11-22T00:00:00Z&time[end]=2026-11-23T00:00:00Z';
  const { data, metadata, bytes } = await ask('events', `${day}&measures=count&granularity=1s`);
  expect(metadata).toMatchObject({ truncated: true, row_count: data.length });
  expect(data.length).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(4_100_000);
});

test('a result beyond the read limit is marked as partial', async () => {
  const { rows } = deps;
  const short: MetricsRoutesDeps['rows']['EVENTS'] = (filters, reading) =>
    rows.EVENTS(filters, { ...reading, limit: 10 });
  deps = { ...deps, rows: { ...rows, EVENTS: short } };
  const { data, metadata } = await ask('events', `${RANGE}&measures=count&granularity=60s`);
  deps = { ...deps, rows };
  expect(metadata.truncated).toBe(true);
  expect(data.reduce((sum, { metrics }) => sum + (metrics.count ?? 0), 0)).toBe(10);
});
