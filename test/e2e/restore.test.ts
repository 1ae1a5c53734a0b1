import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import type { LocalStackOptions } from '../../local/local-stack-options.ts';
import { type Backup, tableKeeper } from '../support/backup.ts';
import { SETTINGS, startOwnStack } from '../support/own-stack.ts';
import { refuses } from '../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

/** A separate local stack: it loses its tables. */
let stack: LocalStack;
let store: StrictS3;
let dataFolder = '';
/** The bucket of large events, which has another name than that of a new stack. */
const LARGE_EVENTS_BUCKET = 'bucket-of-a-former-stack';
/** Starts a local stack on the shared buckets. */
const startStack = (context: LocalStackOptions['context'] = SETTINGS) =>
  startOwnStack({ apiKey: 'drill', buckets: [LARGE_EVENTS_BUCKET], dataFolder, context });
const startFormerStack = () =>
  startStack({ ...SETTINGS, existingLargeEventsBucketName: LARGE_EVENTS_BUCKET });
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'waybill-restore-'));
  stack = await startFormerStack();
  store = await startStrictS3({
    accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
    region: 'auto',
  });
});
afterAll(async () => {
  await store.stop();
  await stack.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

test('restored data can be listed, retried and delivered to as before', async () => {
  const { api, tenantWith } = waybill(stack);
  const keeper = tableKeeper(stack.dynamodbUrl);
  const publish = async (tenant_id: string, id: string) =>
    api('POST', '/publish', { tenant_id, id, topic: 'orders', data: { id } });
  const attemptsOf = async (id: string, count = 1) =>
    eventually(async () => {
      const { models } = (await api('GET', `/attempts?event_id=${id}&dir=asc`)).body;
      return models.length >= count && models;
    });
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const destination_id = await tenantWith('drill', { config });
  await tenantWith('left', { config });
  await publish('drill', 'done');
  await attemptsOf('done');
  store.answerNext(refuses(400, 'KeyTooLongError'));
  for (const [tenant, id] of [
    ['drill', 'failed'],
    ['left', 'left'],
  ] as const) {
    await publish(tenant, id);
    await attemptsOf(id);
  }
  const seen = async () => {
    const paths = ['/tenants', '/tenants/drill/destinations', '/events', '/attempts'];
    return Promise.all(paths.map(async (path) => (await api('GET', path)).body));
  };
  const before = await seen();

  const backup = await keeper.backUp();
  // Requested after the backup, so not part of it.
  const erase = async () => {
    const { body } = await api('DELETE', '/tenants/left/events');
    await eventually(
      async () => (await api('GET', `/erasures/${body.id}`)).body.status === 'completed',
    );
  };
  await erase();
  await keeper.lose(backup);
  expect((await api('GET', '/tenants/drill')).status).toBe(404);
  await keeper.restore(backup);

  expect(await seen()).toEqual(before);
  expect(await attemptsOf('failed')).toMatchObject([{ code: 'KeyTooLongError' }]);
  await api('POST', '/retry', { event_id: 'failed', destination_id });
  expect(await attemptsOf('failed', 2)).toMatchObject([{}, { status: 'success' }]);
  await publish('drill', 'new');
  expect(await attemptsOf('new')).toMatchObject([{ status: 'success' }]);
  expect((await publish('drill', 'done')).body.duplicate).toBe(true);
  await erase();
  expect((await api('GET', '/events?tenant_id=left')).body.models).toEqual([]);
  keeper.stop();
});

test('a recreated stack names the missing bucket of large events, and delivers them once it is configured', async () => {
  const credentials = { key: ACCESS_KEY, secret: SECRET };
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const id = 'large-event';
  const former = waybill(stack);
  const destination_id = await former.tenantWith('handover', { config });
  store.answerNext(refuses(400, 'KeyTooLongError'));
  const data = { blob: 'x'.repeat(300_000) };
  await former.api('POST', '/publish', { tenant_id: 'handover', id, topic: 'orders', data });
  await lastCode(former, id, 1);
  const backup = await backUp(stack);

  const bucket = stack.largeEventsBucket;
  const newStack = await restored(startStack(), backup);
  const why = `the data of the event is in the bucket ${bucket}, which is not connected to this stage: deploy the stage with the setting existingLargeEventsBucketName=${bucket}`;
  const { api } = waybill(newStack);
  const path = `/tenants/handover/destinations/${destination_id}`;
  // The key of the former stack is not configured here.
  await api('PATCH', path, { credentials });
  expect(await api('GET', `/events/${id}`)).toMatchObject({
    status: 409,
    body: { message: why, data: { error: 'data_unavailable' } },
  });
  const { body } = await api('GET', `/attempts?event_id=${id}&include=event.data`);
  expect(body.models).toMatchObject([{ event: { id, data_unavailable: why } }]);
  await api('POST', '/retry', { event_id: id, destination_id });
  expect(await lastCode(waybill(newStack), id, 2)).toBe('data_unavailable');
  const later = await backUp(newStack);
  await newStack.stop();

  const handedOver = await restored(startFormerStack(), later);
  const after = waybill(handedOver);
  await after.api('PATCH', path, { credentials });
  expect((await after.api('GET', `/events/${id}`)).body.data).toEqual(data);
  await after.api('POST', '/retries', {
    tenant_id: 'handover',
    code: 'data_unavailable',
    time: { gte: '2020-01-01T00:00:00Z' },
  });
  // Automatic retries may have failed meanwhile.
  await eventually(async () => (await lastCode(after, id, 3)) === 'OK');
  await handedOver.stop();
});

/** The code of an event's last attempt, once there are this many attempts. */
const lastCode = (of: ReturnType<typeof waybill>, id: string, count: number): Promise<string> =>
  eventually(async () => {
    const { models } = (await of.api('GET', `/attempts?event_id=${id}`)).body;
    return models.length >= count && models[0].code;
  });

async function backUp({ dynamodbUrl }: LocalStack): Promise<Backup> {
  const keeper = tableKeeper(dynamodbUrl);
  const backup = await keeper.backUp();
  keeper.stop();
  return backup;
}

/** A new local stack with another stack's tables. */
async function restored(starting: Promise<LocalStack>, backup: Backup): Promise<LocalStack> {
  const newStack = await starting;
  const keeper = tableKeeper(newStack.dynamodbUrl);
  await keeper.restore(backup);
  keeper.stop();
  return newStack;
}
