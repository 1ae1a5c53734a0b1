import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { type Delivery, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { WORK_LIMIT, WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { type Send, sendTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { bytesOf, MAX_MESSAGE_BYTES } from '../../lambdas/platform/sqs/queue-message.ts';
import {
  handlePublishRecord,
  type PublishRecordDeps,
} from '../../lambdas/publishing/handle-publish-record.ts';
import { publishRoutes } from '../../lambdas/publishing/publish.routes.ts';
import { beginPublishing, type PublishDeps } from '../../lambdas/publishing/publish.ts';
import { Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { HEAVY_DATA, heavyFilter } from '../filters/builders.ts';
import { aDestination, aTenant, NOW } from '../support/builders.ts';
import { aContext, anHttpEvent, aRecord } from '../support/lambda.ts';
import { startObjects } from '../support/objects.ts';
import { type Queues, startQueues } from '../support/queues.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let objects: Awaited<ReturnType<typeof startObjects>>;
let queues: Queues;
let queueUrl: string;
beforeAll(async () => {
  [tables, objects, queues] = await Promise.all([startTables(), startObjects(), startQueues()]);
  queueUrl = queues.create('publish');
  const tenants = new TenantStore(tables.client, tables.destinations);
  const destinations = new DestinationStore(tables.client, tables.destinations);
  for (const [tenant_id, filter] of [
    ['costly', heavyFilter()],
    ['quiet', { data: { list: { s: 0 } } }],
  ] as const) {
    await tenants.add(aTenant({ id: tenant_id, destinations: { des_1: 'then' } }));
    await destinations.put(aDestination({ tenant_id, id: 'des_1', filter }));
  }
});
afterAll(() => Promise.all([tables.stop(), objects.stop(), queues.stop()]));

let now = NOW;
let work: WorkLimit;
let queued: Delivery[] = [];
/** The messages re-sent to the publish queue. */
let resent: Parameters<Send>[0][number][] = [];
beforeEach(() => {
  now = NOW;
  work = new WorkLimit(() => now);
  queued = [];
  resent = [];
});

const publishDeps = (): PublishDeps => ({
  destinations: new DestinationStore(tables.client, tables.destinations),
  events: new EventStore(tables.client, tables.log, 30, () => now),
  eventData: objects.eventData,
  destinationsTried: async () => new Set(),
  sendBatch: async (messages) => {
    queued.push(...messages.map(({ body }) => readDelivery(body)));
    return [];
  },
  parkForDisabled: false,
  sendReferrals: async () => [],
  work,
  now: () => now,
});

const route = (
  record: Parameters<typeof handlePublishRecord>[1],
  given: Partial<PublishRecordDeps> = {},
) =>
  handlePublishRecord(
    {
      publish: beginPublishing(publishDeps()),
      topics: [],
      payloads: new Payloads(objects.objects),
      limit: undefined,
      resend: async (messages) => {
        await sendTo(queues.client, queueUrl)(messages);
        resent.push(...messages);
      },
      work,
      random: () => 0,
      now: () => now,
      ...given,
    },
    record,
    new AbortController().signal,
  );

const message = (tenant_id: string, messageId: string) =>
  aRecord({ messageId, body: `{"tenant_id":"${tenant_id}","data":${HEAVY_DATA}}` });

/** A re-sent message, as SQS delivers it. */
const redelivered = ({ body = '', attributes = {} }: Partial<(typeof resent)[number]> = {}) =>
  aRecord({
    messageId: 'another',
    body,
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [
        name,
        { stringValue, dataType: 'String' },
      ]),
    ),
  });

const aRequest = (path: string, body: object) =>
  [
    anHttpEvent('POST', path, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
    aContext(),
  ] as const;

const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

test('a tenant’s costly events are deferred and keep their identity, others are published', async () => {
  for (let n = 1; n <= 6; n += 1) await route(message('costly', `costly-${n}`));
  await route(message('quiet', 'quiet-1'));
  const costly = queued.filter(({ event }) => event.tenant_id === 'costly');
  // Three events use up the three million steps allowed at once.
  expect(costly.map(({ event }) => event.id)).toEqual(['costly-1', 'costly-2', 'costly-3']);
  expect(costly.map(({ undecided }) => undecided)).toEqual([true, true, true]);
  expect(queued.at(-1)?.event.id).toBe('quiet-1');
  expect(resent.map(({ group, delaySeconds }) => [group, delaySeconds])).toEqual([
    ['costly', 1],
    ['costly', 1],
    ['costly', 1],
  ]);
  now = after(60);
  await route(redelivered(resent[0]));
  expect(queued.at(-1)?.event).toMatchObject({ id: 'costly-4', time: '2025-11-22T10:00:00.000Z' });
});

test('a deferred message is deferred again without parsing, with a longer delay each time', async () => {
  work.charge('costly', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond);
  await route(message('costly', 'first'), { random: () => 1 });
  await route({ ...redelivered(resent[0]), body: 'not even JSON' }, { random: () => 1 });
  expect(
    resent.map(({ delaySeconds, attributes }) => [delaySeconds, attributes?.deferrals]),
  ).toEqual([
    [2, '1'],
    [5, '2'],
  ]);
  expect(resent[1]).toMatchObject({ body: 'not even JSON', group: 'costly' });
  expect(queued).toEqual([]);
});

/** The size of a message as SQS counts it, in bytes: the body and the attributes. */
const sizeOf = ({ body = '', attributes = {} }: Partial<(typeof resent)[number]>) =>
  Buffer.byteLength(body) + bytesOf(attributes);

/** An event whose message, once deferred, has exactly the largest size. */
async function largestDeferrable(messageId: string) {
  const small = message('costly', messageId);
  await route(small);
  const missing = MAX_MESSAGE_BYTES - sizeOf(resent.pop() ?? {});
  return { ...small, body: small.body + ' '.repeat(missing) };
}

test('a message of the largest size is deferred any number of times, and then published', async () => {
  work.charge('costly', 2 * WORK_LIMIT.atOnce);
  await route(await largestDeferrable('largest'));
  for (let time = 0; time < 11; time += 1) await route(redelivered(resent.at(-1)));
  expect(resent).toHaveLength(12);
  expect(new Set(resent.map(sizeOf))).toEqual(new Set([MAX_MESSAGE_BYTES]));
  now = after(60);
  await route(redelivered(resent.at(-1)));
  expect(queued.map(({ event }) => event.id)).toEqual(['largest']);
});

test('a message that claims to be deferred keeps its identity when it is deferred, within the size limit', async () => {
  const claims = { deferrals: '1', tenant_id: 'costly' };
  work.charge('costly', 2 * WORK_LIMIT.atOnce);
  const claiming = { ...redelivered({ attributes: claims }), body: message('costly', '').body };
  await route({ ...claiming, messageId: 'claiming' });
  expect(resent).toMatchObject([{ attributes: { original_message_id: 'claiming' } }]);
  const missing = MAX_MESSAGE_BYTES - sizeOf({ body: claiming.body, attributes: claims });
  const full = claiming.body + ' '.repeat(missing);
  await expect(route({ ...claiming, body: full })).rejects.toThrow('too many');
  expect(resent).toHaveLength(1);
});

test('a deferred event keeps its permit and takes no other', async () => {
  work.charge('costly', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond);
  let granted = 0;
  const limit: PublishRecordDeps['limit'] = {
    perSecond: 1,
    take: async () => {
      granted += 1;
      return { granted: true, waitSeconds: 0 };
    },
    charge: async () => {},
  };
  await route(message('costly', 'with-permit'), { limit });
  now = after(60);
  await route(redelivered(resent[0]), { limit });
  expect(granted).toBe(1);
  expect(queued.map(({ event }) => event.id)).toEqual(['with-permit']);
});

test('over HTTP each costly event of a batch gets 429, the others 202', async () => {
  const handler = httpHandler(
    publishRoutes({
      beginPublishing: () => beginPublishing(publishDeps()),
      topics: [],
      now: () => now,
      newId: () => crypto.randomUUID(),
    }),
  );
  work.charge('costly', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond * 2);
  const event = (tenant_id: string) => ({ tenant_id, data: { n: 1 } });
  const events = Array.from({ length: 20 }, (_, n) => event(n < 10 ? 'costly' : 'quiet'));
  const batch = await handler(...aRequest('/api/v1/publish/batch', { events }));
  const results = JSON.parse(batch.body ?? '').results;
  expect(results.map(({ status }: { status: number }) => status)).toEqual([
    ...Array(10).fill(429),
    ...Array(10).fill(202),
  ]);
  expect(results[0].data).toEqual({ retry_after: '2' });
  const single = await handler(...aRequest('/api/v1/publish', event('costly')));
  expect(single).toMatchObject({ statusCode: 429, headers: { 'retry-after': '2' } });
});

test('parsing a slow message is charged to its tenant, and defers an event at most once', async () => {
  /** Each reading of the clock is two seconds after the one before. */
  const slowly: Partial<PublishRecordDeps> = {
    now: () => {
      now = new Date(now.getTime() + 2_000);
      return now;
    },
  };
  const small = (id: string) => aRecord({ messageId: id, body: '{"tenant_id":"quiet","data":{}}' });
  await route(small('slow-1'), slowly);
  expect(queued.map(({ event }) => event.id)).toEqual([]);
  await route(small('slow-2'), slowly);
  // Two seconds count as 10 million steps. Those of the first message have been worked off
  // meanwhile.
  expect(resent.map(({ group, delaySeconds }) => [group, delaySeconds])).toEqual([['quiet', 3]]);
  now = new Date(now.getTime() + 60_000);
  await route(redelivered(resent[0]), slowly);
  expect(resent).toHaveLength(1);
});

test('each delivery that is only recorded as failed is charged to its tenant', async () => {
  await route(message('costly', 'charged-1'));
  work.charge('costly', WORK_LIMIT.atOnce - 1_000_000);
  expect(work.waitSeconds('costly')).toBeCloseTo(0.1);
});

test('in a batch, a tenant with many events does not delay the events of others', async () => {
  const order: string[] = [];
  const handler = httpHandler(
    publishRoutes({
      beginPublishing:
        () =>
        async ({ event }) => {
          order.push(event.tenant_id);
          return { duplicate: false, destination_ids: [] };
        },
      topics: [],
      now: () => now,
      newId: () => crypto.randomUUID(),
    }),
  );
  const tenants = [...Array(20).fill('many'), 'quiet', 'another'];
  const events = tenants.map((tenant_id) => ({ tenant_id, data: {} }));
  await handler(...aRequest('/api/v1/publish/batch', { events }));
  expect(order.slice(0, 3)).toEqual(['many', 'quiet', 'another']);
  expect(order).toHaveLength(22);
});
