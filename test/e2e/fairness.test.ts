import { afterAll, beforeAll, expect, test } from 'vitest';
import { refuses, type Script } from '../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { api, enqueue, objects, tenantWith } = waybill();
let hanging: StrictS3;
let throttling: StrictS3;

const accessKeys = [{ key: ACCESS_KEY, secret: SECRET }];
beforeAll(async () => {
  hanging = await startStrictS3({ accessKeys, region: 'auto' });
  throttling = await startStrictS3({ accessKeys, region: 'auto' });
});
afterAll(() => Promise.all([hanging.stop(), throttling.stop()]));

/** A tenant with a verified destination at the store. */
async function tenantAt(store: StrictS3, tenant: string, given: object = {}): Promise<void> {
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const id = await tenantWith(tenant, { config, ...given });
  await eventually(async () => {
    const { body } = await api('GET', `/tenants/${tenant}/destinations/${id}`);
    return body.verification.status === 'verified';
  });
}

const publish = async (tenant_id: string, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, () => enqueue({ tenant_id, topic: 'orders', data: {} })),
  );

/** Messages whose run exceeded its timeout, as on a busy machine, return after a minute. */
const SECONDS = 200;
const timeout = 300_000;

interface Attempt {
  readonly event_id: string;
  readonly status: string;
  readonly code: string;
}

const attemptsOf = async (tenant: string): Promise<Attempt[]> =>
  (await api('GET', `/attempts?tenant_id=${tenant}&limit=1000`)).body.models;

const delivered = async (tenant: string): Promise<string[]> =>
  (await attemptsOf(tenant))
    .filter(({ status }) => status === 'success')
    .map(({ event_id }) => event_id);

test('events for a hanging bucket delay no others, and arrive when it responds again', {
  timeout,
}, async () => {
  // However long the others take, retries remain when the bucket responds again.
  await tenantAt(hanging, 'hanging', { retry_schedule: Array(50).fill(1) });
  const key_template = `join('/', ['brisk', metadata."event-id"])`;
  const config = { bucket: 'my-events-bucket', region: 'us-east-1', key_template };
  await tenantWith('brisk', { config });
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const hangs: Script = (response) => {
    opened.then(() => response.writeHead(200, { etag: '"x"' }).end());
  };
  for (let n = 0; n < 10_000; n += 1) hanging.answerNext(hangs);
  // More than all processes of both queues process at once.
  const waiting = await publish('hanging', 80);
  await eventually(async () => hanging.requests.length > 10);
  const brisk = await publish('brisk', 20);
  await eventually(async () => (await objects('brisk/')).length === brisk.length);
  expect(await delivered('hanging')).toEqual([]);
  open();
  await eventually(async () => (await delivered('hanging')).length >= waiting.length, SECONDS);
  expect((await delivered('hanging')).toSorted()).toEqual(waiting.toSorted());
});

test('a throttling bucket misses no event, and only attempts that reached it are recorded', {
  timeout,
}, async () => {
  await tenantAt(throttling, 'throttled');
  for (let n = 0; n < 10; n += 1) throttling.answerNext(refuses(503, 'SlowDown'));
  const events = await publish('throttled', 60);
  await eventually(async () => (await delivered('throttled')).length >= events.length, SECONDS);
  const attempts = await attemptsOf('throttled');
  expect(attempts.filter(({ code }) => code === 'SlowDown')).toHaveLength(10);
  expect(attempts.filter(({ code }) => code === 'OK')).toHaveLength(events.length);
});
