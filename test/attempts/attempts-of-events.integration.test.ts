import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { attemptDeps } from '../../lambdas/api/route-dependencies.ts';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { attemptRoutes } from '../../lambdas/attempts/attempts.routes.ts';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { nextSlot } from '../../lambdas/batches/next-slot.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { parkingDeps } from '../delivery/parking-deps.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const PARTITION = 'date=2026-11-22/';

let tables: Tables;
/** The calls that the last list took. */
let calls: Readonly<Record<string, number>> = {};
let batch: string;

beforeAll(async () => {
  tables = await startTables();
  const { events, attempts, slots } = stores();
  await events.record(anEvent({ id: 'alone' }), ['des_1'], NOW);
  await attempts.record(anAttempt({ event_id: 'alone' }));
  const batches = { des_1: PARTITION };
  await events.record(anEvent({ id: 'together' }), ['des_1'], NOW, { batches });
  await events.record(anEvent({ id: 'elsewhere', tenant_id: 'other' }), ['des_1'], NOW);
  batch = await collected(slots, 'together');
  await attempts.record(
    anAttempt({
      event_id: batch,
      id: 'atm_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
      topic: '',
      batch: { log: 'l', first: 0, last: 0, partition: PARTITION, cut: 'age', events: 1, bytes: 2 },
    }),
  );
});
afterAll(() => tables.stop());

const stores = () => ({
  tenants: new TenantStore(tables.client, tables.destinations),
  destinations: new DestinationStore(tables.client, tables.destinations),
  events: new EventStore(tables.client, tables.log, 30, () => NOW),
  eventData: parkingDeps(tables).eventData,
  attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
  slots: new StoredSlots(tables.client, tables.log, 30),
});

/** Appends an event to its log. Returns the id of its batch. */
async function collected(slots: StoredSlots, id: string): Promise<string> {
  const acceptedAt = NOW.toISOString();
  const log = logKey({
    tenantKey: 'acme',
    destinationKey: 'des_1',
    partition: PARTITION,
    acceptedAt,
  });
  const limits = { events: 10, bytes: 1_000, seconds: 60 };
  const options = { partition: PARTITION, limits, now: NOW };
  const { slot } = nextSlot(undefined, [{ id, acceptedAt, bytes: 9 }], options);
  await slots.put(log, slot);
  return batchId(log, 0, slot.batch.openedAt);
}

/** Lists attempts, and counts the calls to the event store that it takes. */
async function list(query: string): Promise<{ event_id: string; batch?: object }[]> {
  const { client } = tables;
  const spies = {
    query: vi.spyOn(client, 'query'),
    get: vi.spyOn(client, 'get'),
    batchGet: vi.spyOn(client, 'batchGet'),
  };
  const deps = attemptDeps(stores() as unknown as Parameters<typeof attemptDeps>[0]);
  const [route] = attemptRoutes(deps, { event: z.unknown(), destination: z.unknown() });
  const response = await route?.handle({
    params: {},
    query: new Query(query),
    headers: {},
    body: '',
  });
  calls = Object.fromEntries(
    Object.entries(spies).map(([name, { mock }]) => [name, mock.calls.length]),
  );
  vi.restoreAllMocks();
  return JSON.parse(encodeJson(response?.body)).models;
}

test('listing the attempts of an event that is in no batch takes one query and one read of the page', async () => {
  expect(await list('event_id=alone')).toMatchObject([{ event_id: 'alone' }]);
  expect(calls).toEqual({ query: 1, get: 0, batchGet: 1 });
});

test('listing the attempts of several events takes one query per event', async () => {
  expect(await list('event_id=alone&event_id=elsewhere&event_id=nothing')).toHaveLength(1);
  expect(calls).toEqual({ query: 3, get: 0, batchGet: 1 });
});

test('listing the attempts of an event in a batch returns the attempts at the batch', async () => {
  expect(await list('event_id=together&event_id=alone')).toMatchObject([
    { event_id: 'together', batch: { id: batch, event_ids: ['together'] } },
    { event_id: 'alone' },
  ]);
  // Two partitions of events, the last slot, the first slots after it, and the partition of the batch.
  expect(calls).toEqual({ query: 5, get: 0, batchGet: 1 });
});

test('returns a batch once when both its id and an event in it are requested', async () => {
  expect(await list(`event_id=together&event_id=${batch}`)).toHaveLength(1);
});
