import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { attemptRoutes } from '../../lambdas/attempts/attempts.routes.ts';
import { eventBodies, IncludedEvent } from '../../lambdas/events/event-body.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { eventRoutes } from '../../lambdas/events/events.routes.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import type { Route } from '../../lambdas/platform/http/http-request.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { asHttp } from '../support/as-http.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startObjects } from '../support/objects.ts';
import { startTables, type Tables } from '../support/tables.ts';

const dataOf = (bytes: number) =>
  `{"big":12345678901234567890,"one":1.0,"b":"${'x'.repeat(bytes)}"}`;
const EVENTS: Readonly<Record<string, string>> = {
  a_small: dataOf(10),
  b_largest: dataOf(4_999_000),
  c_large: dataOf(1_500_000),
  d_large: dataOf(1_500_000),
  e_gone: dataOf(300_000),
  f_large: dataOf(1_500_000),
};

let tables: Tables;
let store: Awaited<ReturnType<typeof startObjects>>;
let routes: Route[];
let log: EventStore;
let attemptLog: AttemptStore;
let reads = 0;
beforeAll(async () => {
  [tables, store] = await Promise.all([startTables(), startObjects()]);
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  const attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  [log, attemptLog] = [events, attempts];
  for (const [id, data] of Object.entries(EVENTS)) {
    const kept = await store.eventData.keep(anEvent({ id, data }), NOW);
    await events.record(kept, ['des_1'], NOW);
    await attempts.record(anAttempt({ id: `atm_${ulid(NOW.getTime())}`, event_id: id }));
    if (id === 'e_gone' && 'data_ref' in kept) await store.eventData.erase(kept.data_ref);
  }
  const read: typeof store.objects.read = (key, max) => {
    reads += 1;
    return store.objects.read(key, max);
  };
  const eventData = new LargePayloadStore({ ...store.objects, read });
  const deps = {
    attempts,
    batchesOf: async () => new Map<string, string[]>(),
    findTenant: async () => ({ destinations: { des_1: 'reserved' } }),
    destinationIdsOf: async () => ['des_1'],
    eventsOf: (of: Parameters<typeof eventBodies>[2], withData: boolean) =>
      eventBodies(events, eventData, of, withData),
    destinationsOf: async () => [],
  };
  const includable = { event: IncludedEvent, destination: IncludedEvent };
  routes = [...eventRoutes({ events, eventData }), ...attemptRoutes(deps, includable)];
});
afterAll(() => Promise.all([tables.stop(), store.stop()]));

async function ask(path: string, query = '', params: Record<string, string> = {}): Promise<string> {
  const route = routes.find((one) => one.path === path);
  const request = { params, query: new Query(query), headers: {}, body: '' };
  const answer = await asHttp(route?.handle(request));
  return encodeJson(answer?.body);
}

/** Returns the models of each page of a list. */
async function readAllPages(path: string, query: string) {
  const pages: { id: string; event?: object }[][] = [];
  for (let next: string | null = ''; next !== null; ) {
    const text = await ask(path, next ? `${query}&next=${next}` : query);
    const { models, pagination } = JSON.parse(text);
    pages.push(models);
    next = pagination.next;
  }
  return pages;
}

test('an event of any size is returned with its data byte for byte', async () => {
  const params = { event_id: 'b_largest' };
  const text = await ask('/api/v1/events/{event_id+}', '', params);
  expect(text.includes(`"data":${EVENTS.b_largest}`)).toBe(true);
});

test('an event whose data was deleted is treated as expired', async () => {
  const params = { event_id: 'e_gone' };
  await expect(ask('/api/v1/events/{event_id+}', '', params)).rejects.toMatchObject({
    status: 404,
    message: 'event not found',
  });
});

test('a page contains as many events as fit in a response, and at least one', async () => {
  reads = 0;
  const pages = await readAllPages('/api/v1/events', 'dir=asc&tenant_id=acme');
  expect(pages.map((models) => models.map(({ id }) => id))).toEqual([
    ['a_small'],
    ['b_largest'],
    ['c_large', 'd_large'],
    ['f_large'],
  ]);
  // Reads the data of each page, and of the event that did not fit; never of all events.
  expect(reads).toBeLessThanOrEqual(10);
});

test('without data, all events are on one page, and no data is read', async () => {
  reads = 0;
  const pages = await readAllPages('/api/v1/events', 'dir=asc&tenant_id=acme&exclude=data');
  expect(pages).toHaveLength(1);
  expect(pages[0]?.map(({ id }) => id)).toEqual(expect.arrayContaining(['a_small', 'b_largest']));
  expect(pages[0]?.filter((event) => 'data' in event)).toEqual([]);
  expect(reads).toBe(0);
});

test('only data can be left out of events', async () => {
  await expect(ask('/api/v1/events', 'exclude=metadata')).rejects.toMatchObject({ status: 422 });
});

test('a page of attempts with event data contains as many as fit in a response', async () => {
  const pages = await readAllPages('/api/v1/attempts', 'include=event.data');
  expect(pages.length).toBeGreaterThan(2);
  const shown = pages.flat().map(({ event }) => JSON.stringify(event ?? null).length > 300);
  expect(shown.filter(Boolean)).toHaveLength(4);
  expect(shown).toHaveLength(6);
});

test('reads no data when it is not included', async () => {
  reads = 0;
  const pages = await readAllPages('/api/v1/attempts', 'include=event');
  expect(pages).toHaveLength(1);
  expect(pages[0]).toHaveLength(6);
  expect(reads).toBe(0);
});

test('an event whose data is in another bucket is not expired: the error names the bucket and the setting', async () => {
  const of = { id: 'g_elsewhere', tenant_id: 'elsewhere' };
  // As recorded by a stage that used the other bucket.
  const kept = await store.newEventData.keep(anEvent({ ...of, data: dataOf(300_000) }), NOW);
  await log.record(kept, ['des_1'], NOW);
  const { id: event_id, tenant_id } = of;
  await attemptLog.record(anAttempt({ id: `atm_${ulid(NOW.getTime())}`, event_id, tenant_id }));
  const bucket = 'data_ref' in kept ? kept.data_ref.bucket : undefined;
  expect(bucket).toBe('new-large-events');
  const why = `the data of the event is in the bucket ${bucket}, which is not connected to this stage: deploy the stage with the setting existingLargeEventsBucketName=${bucket}`;
  await expect(ask('/api/v1/events/{event_id+}', '', { event_id })).rejects.toMatchObject({
    status: 409,
    message: why,
    data: { error: 'data_unavailable' },
  });
  const shown = { ...of, topic: 'orders', data_unavailable: why };
  const [events] = await readAllPages('/api/v1/events', 'tenant_id=elsewhere');
  expect(events).toMatchObject([shown]);
  expect(events?.[0]).not.toHaveProperty('data');
  const [attempts] = await readAllPages(
    '/api/v1/attempts',
    'include=event.data&tenant_id=elsewhere',
  );
  expect(attempts).toMatchObject([{ event: shown }]);
  expect(attempts?.[0]?.event).not.toHaveProperty('data');
});
