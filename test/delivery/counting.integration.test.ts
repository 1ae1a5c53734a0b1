import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import type { Delivery } from '../../lambdas/events/delivery-message.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

let tables: Tables;
let counters: RollupCounters;
let deps: RunDeps;

beforeAll(async () => {
  tables = await startTables();
  const result: DeliveryResult = { kind: 'retry', code: 'SlowDown', message: 'Slow down.' };
  const destinations = new DestinationStore(tables.client, tables.destinations);
  await destinations.put(aDestination());
  deps = {
    ...parkingDeps(tables),
    destinations,
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async () => ({}),
    writers: () => ({
      write: async () => result,
    }),
    send: async () => {},
    schedule: [30, 60],
    now: () => NOW,
    random: () => 0.5,
    newId: (at) => ulid(at.getTime()),
  };
});
afterAll(() => tables.stop());

beforeEach(() => {
  counters = new RollupCounters();
  deps = { ...deps, counters: counters };
});

const run = (id: string, given: Partial<Delivery> & { isRedelivery?: boolean } = {}) => {
  const { isRedelivery = false, ...others } = given;
  const first = { destination_id: 'des_1', attempt_number: 1, manual: false };
  const delivery = { ...first, event: anEvent({ id }), matched: ['des_1', 'des_2'], ...others };
  return deliverAlone(deps, { delivery, isRedelivery, queue: 'slow' }, AbortSignal.timeout(5_000));
};

/** The counted events and attempts of tenants. */
const counted = () => {
  const counts = { EVENTS: 0, ATTEMPTS: 0 };
  for (const { kind, values, minutes } of counters.drain()) {
    if (values.tenant_id) counts[kind] += [...minutes.values()].reduce((sum, n) => sum + n);
  }
  return counts;
};

test('the first attempt of the first delivery is counted, with its event', async () => {
  await run('first');
  expect(counters.drain().filter(({ values }) => values.tenant_id)).toMatchObject([
    {
      kind: 'ATTEMPTS',
      hour: '2026-11-22T10',
      values: { code: 'SlowDown', status: 'failed', attempt_number: '1' },
      minutes: new Map([[0, 1]]),
    },
    {
      kind: 'EVENTS',
      hour: '2026-11-22T09',
      values: { topic: 'orders' },
      destinationIds: ['des_1', 'des_2'],
      minutes: new Map([[59, 1]]),
    },
  ]);
});

test('a retry is counted as an attempt, and its event is not counted again', async () => {
  await run('retried');
  await run('retried', { attempt_number: 2 });
  expect(counted()).toEqual({ EVENTS: 1, ATTEMPTS: 2 });
});

test('deliveries to other destinations do not count the event', async () => {
  await run('others', { destination_id: 'des_2', matched: undefined });
  expect(counted()).toEqual({ EVENTS: 0, ATTEMPTS: 1 });
});

test('a redelivered message is not counted again', async () => {
  await run('again');
  await run('again', { isRedelivery: true });
  await run('again', { isRedelivery: true });
  expect(counted()).toEqual({ EVENTS: 1, ATTEMPTS: 1 });
});

test('concurrent duplicates are counted once', async () => {
  await Promise.all([...Array(5)].map(() => run('duplicated')));
  expect(counted()).toEqual({ EVENTS: 1, ATTEMPTS: 1 });
});

test('a recorded attempt is counted although its retry could not be queued', async () => {
  deps = {
    ...deps,
    send: async () => {
      throw new Error('SQS is down');
    },
  };
  await expect(run('unqueued')).rejects.toThrow('SQS is down');
  deps = { ...deps, send: async () => {} };
  await run('unqueued', { isRedelivery: true });
  expect(counted()).toEqual({ EVENTS: 1, ATTEMPTS: 1 });
});

test('a record that the SDK puts twice is counted once', async () => {
  const { attempts } = deps;
  const lost = Object.assign(Object.create(attempts), {
    record: async (attempt: Parameters<typeof attempts.record>[0]) => {
      await attempts.record(attempt);
      return attempts.record(attempt);
    },
    existing: (name: Parameters<typeof attempts.existing>[0]) => attempts.existing(name),
  });
  deps = { ...deps, attempts: lost };
  await run('put-twice');
  deps = { ...deps, attempts };
  expect(counted()).toEqual({ EVENTS: 1, ATTEMPTS: 1 });
});

test('the message of the next attempt does not list the destinations again', async () => {
  const sent: string[] = [];
  deps = { ...deps, send: async (messages) => void sent.push(...messages.map(({ body }) => body)) };
  await run('emitted');
  expect(sent.map((body) => JSON.parse(body))).toEqual([
    expect.not.objectContaining({ matched: expect.anything() }),
  ]);
});
