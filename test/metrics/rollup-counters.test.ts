import { expect, test } from 'vitest';
import * as z from 'zod';
import { attemptOperations } from '../../lambdas/attempts/attempts.operations.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { anAttempt, anEvent } from '../support/builders.ts';

test('attempts with the same values in one hour are one count, of the tenant and of the platform', () => {
  const counters = new RollupCounters();
  counters.attempt(anAttempt({ time: '2026-11-22T10:17:00.000Z' }));
  counters.attempt(anAttempt({ time: '2026-11-22T10:17:59.999Z', event_id: 'another' }));
  counters.attempt(anAttempt({ time: '2026-11-22T10:18:00.000Z' }));
  const values = {
    topic: 'orders',
    destination_type: 'aws_s3',
    status: 'failed',
    code: 'SlowDown',
    manual: 'false',
    attempt_number: '1',
  };
  const rollup = {
    kind: 'ATTEMPTS',
    hour: '2026-11-22T10',
    minutes: new Map([
      [17, 2],
      [18, 1],
    ]),
  };
  expect(counters.drain()).toEqual([
    { ...rollup, values: { ...values, tenant_id: 'acme', destination_id: 'des_1' } },
    { ...rollup, values: values },
  ]);
});

test.each([
  { time: '2026-11-22T11:00:00.000Z' },
  { tenant_id: 'globex' },
  { topic: 'users' },
  { destination_id: 'des_2' },
  { destination_type: '' },
  { status: 'success' as const },
  { code: 'OK' },
  { manual: true },
  { attempt_number: 2 },
])('attempts that differ in %o are counted separately', (other) => {
  const counters = new RollupCounters();
  counters.attempt(anAttempt());
  counters.attempt(anAttempt(other));
  const ofTenants = counters.drain().filter(({ values }) => values.tenant_id !== undefined);
  expect(ofTenants).toHaveLength(2);
});

test('latencies are counted for attempts that sent a request, for the tenant and for the platform', () => {
  const counters = new RollupCounters();
  for (const latency_ms of [40, undefined, 2_000]) counters.attempt(anAttempt({ latency_ms }));
  const counted = counters.drain().map(({ latencies }) => latencies?.attributes());
  const both = { l5: 1, l14: 1, l_sum: 2_040 };
  expect(counted).toEqual([both, both]);
  counters.attempt(anAttempt());
  expect(counters.drain().map(({ latencies }) => latencies)).toEqual([undefined, undefined]);
});

test('events are counted by their own time and by all their destinations, in any order', () => {
  const counters = new RollupCounters();
  counters.event(anEvent({ time: '2020-02-29T23:59:58.123456789Z' }), ['des_2', 'des_1']);
  counters.event(anEvent({ time: '2020-02-29T23:59Z' }), ['des_1', 'des_2']);
  const rollup = { kind: 'EVENTS', hour: '2020-02-29T23', minutes: new Map([[59, 2]]) };
  expect(counters.drain()).toEqual([
    {
      ...rollup,
      values: { tenant_id: 'acme', topic: 'orders' },
      destinationIds: ['des_1', 'des_2'],
    },
    { ...rollup, values: { topic: 'orders' } },
  ]);
});

test('drained counts are not counted again', () => {
  const counters = new RollupCounters();
  counters.attempt(anAttempt());
  counters.drain();
  expect(counters.drain()).toEqual([]);
  counters.attempt(anAttempt());
  expect(counters.drain()[0]?.minutes).toEqual(new Map([[0, 1]]));
});

/** The values of the tenants' or the platform's rollups. */
const countedFor = (counters: RollupCounters, whom: 'tenants' | 'platform') =>
  counters
    .drain()
    .flatMap(({ values }) =>
      (values.tenant_id === undefined) === (whom === 'platform') ? [values] : [],
    );

test('codes that a store made up are one code of the platform, and keep their names for the tenant', () => {
  const codes = ['XQuotaReached', 'XMaintenance', 'constructor'];
  const count = () => {
    const counters = new RollupCounters();
    for (const code of codes) counters.attempt(anAttempt({ code }));
    return counters;
  };
  expect(countedFor(count(), 'platform').map(({ code }) => code)).toEqual(['other']);
  expect(countedFor(count(), 'tenants').map(({ code }) => code)).toEqual(codes);
});

test.each(['AccessDenied', 'http_503', 'timeout', 'STS.Throttling', 'OK'])(
  'the platform counts %s under its name',
  (code) => {
    const counters = new RollupCounters();
    counters.attempt(anAttempt({ code }));
    expect(countedFor(counters, 'platform')).toMatchObject([{ code }]);
  },
);

test('the platform counts every code that the API documents under its name', () => {
  const { get } = attemptOperations({ event: z.string(), destination: z.string() });
  const text = JSON.stringify(z.toJSONSchema(z.object({ body: get.doc.responses[200]?.schema })));
  const description = /"code":\{[^{}]*"description":"([^"]*)"/.exec(text)?.[1] ?? '';
  const codes = [...description.matchAll(/`(\w+)`/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(10);
  const counters = new RollupCounters();
  for (const code of codes) counters.attempt(anAttempt({ code }));
  expect(countedFor(counters, 'platform').map(({ code }) => code)).toEqual(codes);
});

test('a store that makes up a code for each attempt adds at most 20 per hour to the metrics of its tenant', () => {
  const counters = new RollupCounters();
  const attempts = (tenant_id: string, time: string) => {
    for (let n = 0; n < 100; n += 1)
      counters.attempt(anAttempt({ tenant_id, time, code: `E${n}` }));
    counters.attempt(anAttempt({ tenant_id, time, code: 'E0' }));
    counters.attempt(anAttempt({ tenant_id, time, code: 'SlowDown' }));
  };
  attempts('acme', '2026-11-22T10:00:00.000Z');
  const codes = countedFor(counters, 'tenants').map(({ code }) => code);
  expect(codes).toEqual([...Array.from({ length: 20 }, (_, n) => `E${n}`), 'other', 'SlowDown']);
  attempts('acme', '2026-11-22T11:00:00.000Z');
  attempts('globex', '2026-11-22T11:00:00.000Z');
  expect(countedFor(counters, 'tenants')).toHaveLength(2 * 22);
});

test('attempts beyond those of the longest retry schedule are counted under its last number', () => {
  const counters = new RollupCounters();
  for (const attempt_number of [51, 52, 1_000]) {
    counters.attempt(anAttempt({ attempt_number, manual: true }));
  }
  const rollups = counters.drain();
  expect(rollups.map(({ values }) => values.attempt_number)).toEqual(['51', '51']);
  expect(rollups.map(({ minutes }) => minutes.get(0))).toEqual([3, 3]);
});
