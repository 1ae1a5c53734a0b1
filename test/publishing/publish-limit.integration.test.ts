import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { limitIn } from '../../lambdas/platform/rate-limit/rate-limit.dynamo.ts';
import { BURST_SECONDS } from '../../lambdas/platform/rate-limit/rate-limit.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { type Send, sendTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import {
  handlePublishRecord,
  type PublishRecordDeps,
} from '../../lambdas/publishing/handle-publish-record.ts';
import type { Publication } from '../../lambdas/publishing/parse-event.ts';
import { PUBLISH_RATE_LIMIT, rateLimited } from '../../lambdas/publishing/publish-limit.ts';
import { PAYLOADS, Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { asHttp } from '../support/as-http.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';
import { BUCKET, startObjects } from '../support/objects.ts';
import { type Queues, startQueues } from '../support/queues.ts';
import { startTables, type Tables } from '../support/tables.ts';

const RATE = 1;
const BURST = RATE * BURST_SECONDS;
const LONGEST_DELAY_SECONDS = 900;

let tables: Tables;
let queues: Queues;
let objects: Awaited<ReturnType<typeof startObjects>>;
beforeAll(async () => {
  [tables, queues, objects] = await Promise.all([startTables(), startQueues(), startObjects()]);
});
afterAll(() => Promise.all([tables.stop(), queues.stop(), objects.stop()]));

let tests = 0;
let tenant_id = '';
let queue = '';
let queueUrl = '';
let now = NOW;
let published: Publication[] = [];
/** The messages re-sent to the queue. */
let resent: Parameters<Send>[0][number][] = [];
beforeEach(() => {
  tests += 1;
  tenant_id = `tenant-${tests}`;
  queue = `publish-${tests}`;
  queueUrl = queues.create(queue);
  now = NOW;
  published = [];
  resent = [];
});

const publish = async (publication: Publication) => {
  published.push(publication);
  return { duplicate: false, destination_ids: [] };
};

const routed = (routing: PublishRecordDeps, record: Parameters<typeof handlePublishRecord>[1]) =>
  handlePublishRecord(routing, record, new AbortController().signal);

const limit = (perSecond = RATE) =>
  limitIn(tables.client, tables.destinations, PUBLISH_RATE_LIMIT, perSecond);

const deps = (perSecond = RATE): PublishRecordDeps => ({
  publish,
  topics: [],
  payloads: new Payloads(objects.objects),
  limit: limit(perSecond),
  resend: async (messages) => {
    await sendTo(queues.client, queueUrl)(messages);
    resent.push(...messages);
  },
  work: new WorkLimit(() => now),
  random: () => 0,
  now: () => now,
});

const message = (given: object = {}) =>
  aRecord({ body: JSON.stringify({ tenant_id, data: { n: 1 }, ...given }) });

/** A re-sent message, as SQS delivers it. */
const redelivered = ({ body = '', attributes = {} }: Partial<(typeof resent)[number]> = {}) =>
  aRecord({
    messageId: 'another',
    body,
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [
        name,
        { stringValue, dataType: 'String', stringListValues: [], binaryListValues: [] },
      ]),
    ),
  });

/** Normalizes a time, which has several notations. */
const withTime = ({ event, destination_id }: Publication) => ({
  event: { ...event, time: Date.parse(event.time) },
  destination_id,
});

/** Routes `count` messages at the same time. */
async function route(count: number, given: object = {}, perSecond = RATE) {
  const routing = deps(perSecond);
  for (let n = 0; n < count; n += 1) await routed(routing, message(given));
}

test('messages over the rate limit are re-sent, each delayed until its permit is valid', async () => {
  await route(BURST + 3);
  expect(published).toHaveLength(BURST);
  expect(resent.map(({ delaySeconds }) => delaySeconds)).toEqual([1, 2, 3]);
  expect(queues.inspect(queue).every(({ delayed }) => delayed)).toBe(true);
});

test('a message with a permit is published when it arrives, regardless of other waiting messages', async () => {
  await route(BURST + 50);
  await routed(deps(), redelivered(resent[0]));
  expect(published).toHaveLength(BURST + 1);
});

test('a re-sent message is the same event, with the id and time of the original message', async () => {
  const attributes = {
    ...aRecord().attributes,
    SentTimestamp: String(NOW.getTime() - 5_000),
    MessageGroupId: 'any',
  };
  const first = { ...message({ metadata: { a: '\uFFFE' }, topic: 'orders' }), attributes };
  await route(BURST);
  await routed(deps(), { ...first, messageId: 'the-first' });
  await routed(deps(), redelivered(resent[0]));
  expect(published.map(withTime).at(-1)).toEqual({
    event: {
      ...anEvent({
        id: 'the-first',
        tenant_id,
        topic: 'orders',
        metadata: { a: '\uFFFE' },
        data: '{"n":1}',
      }),
      time: NOW.getTime() - 5_000,
    },
    destination_id: undefined,
  });
});

test('a re-sent message keeps the time of the original message, which shows for which incarnation of the tenant it was', async () => {
  const SentTimestamp = String(NOW.getTime() - 5_000);
  const attributes = { ...aRecord().attributes, SentTimestamp };
  const time = '2024-01-02T03:04:05Z';
  await route(BURST);
  await routed(deps(), { ...message({ id: 'own', time }), attributes });
  await routed(deps(), redelivered(resent[0]));
  expect(published.at(-1)).toMatchObject({
    event: { id: 'own', time },
    sent_at: new Date(Number(SentTimestamp)).toISOString(),
  });
});

test.each([
  ['data, byte for byte', { data: { big: 1 } }, '{"big":12345678901234567890,"e":1e3}'],
  ['no topic', { topic: '' }, undefined],
  ['all it says', { id: 'own', destination_id: 'des_1', eligible_for_retry: false }, undefined],
])('a re-sent message keeps %s', async (_name, given, data) => {
  const body = JSON.stringify({ tenant_id, data: {}, ...given });
  const record = aRecord({ body: data ? body.replace('{"big":1}', data) : body });
  await routed({ ...deps(), limit: undefined }, record);
  await route(BURST);
  await routed(deps(), record);
  await routed(deps(), redelivered(resent[0]));
  expect(published.map(withTime).at(-1)).toEqual(published.map(withTime)[0]);
});

/** Routes a rate-limited message, and routes the re-sent message when it arrives. */
async function routedTwice(body: string): Promise<Publication | undefined> {
  await route(BURST);
  await routed(deps(), { ...message(), messageId: 'the-first', body });
  expect(published).toHaveLength(BURST);
  await routed(deps(), redelivered(resent[0]));
  return published.at(-1);
}

const LARGE = JSON.stringify({ blob: `"\\uFFFE${'x'.repeat(900_000)}`, n: 1 });

test('a large message is re-sent with its body unchanged, and is the same event', async () => {
  const first = await routedTwice(JSON.stringify({ tenant_id, data: 0 }).replace('0', LARGE));
  expect(first?.event).toMatchObject({
    id: 'the-first',
    time: new Date(Number(aRecord().attributes.SentTimestamp)).toISOString(),
    data: LARGE,
  });
});

test('a message with an S3 pointer is re-sent with its body unchanged, and is the same event', async () => {
  const s3Key = `${PAYLOADS}${tenant_id}`;
  await objects.put(s3Key, JSON.stringify({ tenant_id, data: 0 }).replace('0', LARGE));
  const pointer = JSON.stringify([
    'software.amazon.payloadoffloading.PayloadS3Pointer',
    { s3BucketName: BUCKET, s3Key },
  ]);
  expect((await routedTwice(pointer))?.event).toMatchObject({ id: 'the-first', data: LARGE });
  expect(resent[0]?.body).toBe(pointer);
});

test('a message without room for the identifying attributes is published ahead of its permit', async () => {
  await route(BURST);
  const empty = JSON.stringify({ tenant_id, data: { blob: '' } });
  const body = empty.replace('""', `"${'x'.repeat(1_048_576 - empty.length)}"`);
  await routed(deps(), { ...message(), body });
  expect(published).toHaveLength(BURST + 1);
  expect(resent).toEqual([]);
});

test('a re-sent message is in its tenant’s message group', async () => {
  await route(BURST + 1);
  expect(resent.map(({ group }) => group)).toEqual([tenant_id]);
});

test('a message that gets no permit within the longest SQS delay is re-sent without one', async () => {
  await route(BURST);
  // Each of these permits takes ten seconds.
  const ahead = limit(RATE / 10);
  for (let n = 0; n < LONGEST_DELAY_SECONDS / 10; n += 1) {
    await ahead?.take(tenant_id, now, LONGEST_DELAY_SECONDS);
  }
  await route(1);
  expect(resent).toMatchObject([{ delaySeconds: LONGEST_DELAY_SECONDS }]);
  now = new Date(NOW.getTime() + 890_000);
  await routed(deps(), redelivered(resent[0]));
  expect(published).toHaveLength(BURST);
  expect(resent).toMatchObject([{}, { delaySeconds: 11 }]);
});

test('another tenant’s messages are not delayed', async () => {
  await route(BURST + 10);
  await route(1, { tenant_id: `${tenant_id}-quiet` });
  expect(published.at(-1)?.event.tenant_id).toBe(`${tenant_id}-quiet`);
});

test('an invalid message is rejected without taking a permit', async () => {
  for (let n = 0; n < 20; n += 1) {
    await expect(routed(deps(), message({ data: 5 }))).rejects.toThrow('data must be');
  }
  await route(BURST);
  expect(published).toHaveLength(BURST);
});

test('without a rate limit nothing is delayed', async () => {
  await route(BURST * 3, {}, 0);
  expect(published).toHaveLength(BURST * 3);
});

test('both ingestion paths share the rate limit: HTTP responds 429 until the queue’s permits are used', async () => {
  await route(BURST + 3);
  const overHttp = rateLimited(publish, limit(), () => now);
  await expect(
    asHttp(overHttp({ event: anEvent({ tenant_id }), destination_id: undefined })),
  ).rejects.toMatchObject({
    status: 429,
    message:
      'too many events for this tenant: the limit is 1 per second with a burst of 5; retry after 4 s',
    headers: { 'retry-after': '4' },
  });
  now = new Date(NOW.getTime() + 4_000);
  await overHttp({ event: anEvent({ tenant_id }), destination_id: undefined });
  expect(published).toHaveLength(BURST + 1);
});
