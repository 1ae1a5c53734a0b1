import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { type Delivery, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import type { Send } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { handlePublishRecord } from '../../lambdas/publishing/handle-publish-record.ts';
import { beginPublishing, type PublishDeps } from '../../lambdas/publishing/publish.ts';
import { PAYLOADS, Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { retry } from '../../lambdas/retries/retry.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { aDestination, anEvent, aTenant, NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';
import { BUCKET, dataOf, startObjects } from '../support/objects.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let store: Awaited<ReturnType<typeof startObjects>>;
let deps: PublishDeps;
let queued: Delivery[] = [];
let id = '';

beforeAll(async () => {
  [tables, store] = await Promise.all([startTables(), startObjects()]);
  const tenants = new TenantStore(tables.client, tables.destinations);
  const destinations = new DestinationStore(tables.client, tables.destinations);
  const attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  await tenants.add(aTenant({ destinations: { des_1: 'then', des_odd: 'then' } }));
  await destinations.put(aDestination({ id: 'des_1' }));
  const filter = { data: { n: { $gt: 1 } } };
  await destinations.put(aDestination({ id: 'des_odd', filter }));
  deps = {
    destinations,
    events: new EventStore(tables.client, tables.log, 30, () => NOW),
    eventData: store.eventData,
    destinationsTried: (tenantId, eventId) => attempts.destinationsTried(tenantId, eventId),
    sendBatch: async (messages) => {
      queued.push(...messages.map(({ body }) => readDelivery(body)));
      return [];
    },
    parkForDisabled: false,
    sendReferrals: async () => [],
    work: new WorkLimit(() => NOW),
    now: () => NOW,
  };
});
afterAll(() => Promise.all([tables.stop(), store.stop()]));
beforeEach(({ task }) => {
  queued = [];
  deps = { ...deps, work: new WorkLimit(() => NOW) };
  id = task.id;
});

const large = (n: string) => `{"n":${n},"é":"\\uFFFE\uFFFE","blob":"${'x'.repeat(900_000)}"}`;
const publishLarge = (n: string, given: Partial<PublishDeps> = {}) =>
  beginPublishing({ ...deps, ...given })({
    event: anEvent({ id, data: large(n) }),
    destination_id: undefined,
  });

/** The data of the queued events. */
const queuedData = () => Promise.all(queued.map(({ event }) => dataOf(store.eventData, event)));
const keysOf = async () => {
  const found = await deps.events.find('acme', id);
  const owner = found && 'data_ref' in found ? found.data_ref.key.split('/')[1] : 'none';
  return (await store.keys()).filter((key) => key.includes(`/${owner}/`));
};

test('a large event is recorded and queued without its data, which is in the bucket', async () => {
  expect(await publishLarge('1.0')).toEqual({ duplicate: false, destination_ids: ['des_1'] });
  const [delivery] = queued;
  expect(JSON.stringify(delivery).length).toBeLessThan(1_000);
  expect(await deps.events.find('acme', id)).toMatchObject(delivery?.event ?? {});
  expect((await queuedData())[0] === large('1.0')).toBe(true);
});

test('a filter reads all data of a large event', async () => {
  expect((await publishLarge('12345678901234567890')).destination_ids).toEqual([
    'des_1',
    'des_odd',
  ]);
  const [first, second] = await queuedData();
  expect(first === large('12345678901234567890') && first === second).toBe(true);
});

test('a duplicate with other data queues the recorded event, and writes nothing to the bucket', async () => {
  await publishLarge('1');
  queued = [];
  deps = { ...deps, work: new WorkLimit(() => NOW) };
  expect(await publishLarge('2')).toEqual({ duplicate: true, destination_ids: ['des_1'] });
  expect((await queuedData())[0] === large('1')).toBe(true);
  expect(await keysOf()).toHaveLength(1);
});

test('a small duplicate of a large event queues the recorded event', async () => {
  await publishLarge('1');
  queued = [];
  deps = { ...deps, work: new WorkLimit(() => NOW) };
  const small = { event: anEvent({ id }), destination_id: undefined };
  expect(await beginPublishing(deps)(small)).toMatchObject({ duplicate: true });
  expect((await queuedData())[0] === large('1')).toBe(true);
});

test('of two concurrent publishes with one id, one is recorded and both deliver it', async () => {
  const published = await Promise.all([publishLarge('1'), publishLarge('0')]);
  expect(published.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true]);
  const data = await queuedData();
  expect(new Set(data).size).toBe(1);
});

test('the data of an event without a matching destination is not written to the bucket', async () => {
  const before = await store.keys();
  const event = anEvent({ id, tenant_id: 'nobody', data: large('1') });
  expect(await beginPublishing(deps)({ event, destination_id: undefined })).toMatchObject({
    destination_ids: [],
  });
  expect(await store.keys()).toEqual(before);
});

test('records nothing when writing the data fails, and publishing again succeeds', async () => {
  const put = async () => {
    throw new Error('S3 is down');
  };
  const eventData = new LargePayloadStore({ ...store.objects, put });
  await expect(publishLarge('1', { eventData })).rejects.toThrow('S3 is down');
  expect(await deps.events.find('acme', id)).toBeUndefined();
  expect(await publishLarge('1')).toMatchObject({ duplicate: false });
  expect((await queuedData())[0] === large('1')).toBe(true);
});

test('publishing again succeeds when recording failed after the data was written', async () => {
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  events.record = async () => {
    throw new Error('DynamoDB is down');
  };
  events.batching = () => events;
  await expect(publishLarge('1', { events })).rejects.toThrow('DynamoDB is down');
  expect(await publishLarge('1')).toMatchObject({ duplicate: false });
  expect((await queuedData())[0] === large('1')).toBe(true);
});

const send: Send = async (messages) =>
  void queued.push(...messages.map(({ body }) => readDelivery(body)));

const retrying = (given: Partial<PublishDeps> = {}) =>
  retry(
    {
      ...deps,
      ...given,
      destinations: new DestinationStore(tables.client, tables.destinations),
      batchWith: async () => undefined,
      hasBatch: async () => false,
      lastBatchAttempts: async () => [],
      sendBatches: async () => {},
      lastAttempt: async () => 1,
      send,
    },
    { event_id: id, destination_id: 'des_odd', tenant_id: 'acme' },
  );

test('on manual retry, a filter reads all data of a large event', async () => {
  await publishLarge('2');
  queued = [];
  deps = { ...deps, work: new WorkLimit(() => NOW) };
  expect(await retrying()).toBe('queued');
  expect((await queuedData())[0] === large('2')).toBe(true);
});

test('manual retry is rejected when the filter does not match', async () => {
  await publishLarge('1');
  expect(await retrying()).toBe('no_match');
});

test('manual retry to a destination with a filter is rejected when the data is gone', async () => {
  await publishLarge('2');
  for (const key of await keysOf()) await store.objects.delete(key);
  expect(await retrying()).toBe('event_expired');
});

test('manual retry names the bucket when the data is in a bucket other than the stage’s', async () => {
  await publishLarge('2');
  const outcome = await retrying({ eventData: store.newEventData });
  expect(outcome).toEqual({ kind: 'data_unavailable', bucket: BUCKET });
});

test('publishes the event in the S3 payload that a queue message points to', async () => {
  const data = large('12345678901234567890');
  await store.put(`${PAYLOADS}${id}`, `{"tenant_id":"acme","data": ${data} }`);
  const body = JSON.stringify([
    'software.amazon.payloadoffloading.PayloadS3Pointer',
    { s3BucketName: BUCKET, s3Key: `${PAYLOADS}${id}` },
  ]);
  const routing = {
    publish: beginPublishing(deps),
    topics: [],
    payloads: new Payloads(store.objects),
    limit: undefined,
    resend: async () => {},
    work: deps.work,
    random: () => 0,
    now: () => NOW,
  };
  const record = aRecord({ messageId: 'message-1', body });
  const signal = new AbortController().signal;
  await handlePublishRecord(routing, record, signal);
  await handlePublishRecord(routing, record, signal);
  expect(new Set(queued.map(({ event }) => event.id))).toEqual(new Set(['message-1']));
  expect(queued[0]?.event.time).toBe('2025-11-22T10:00:00.000Z');
  expect(new Set(await queuedData())).toEqual(new Set([data]));
});
