import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { eventually, waybill } from '../support/waybill.ts';

const BUCKET = 'limits-bucket';
/** The burst is five seconds' worth of permits. */
const AT_ONCE = 5;

/** A separate local stack: its limits would slow the other tests down. */
let stack: LocalStack;
beforeAll(async () => {
  const context = { tenantRequestsPerSecond: 1, tenantEventsPerSecond: 1 };
  stack = await startOwnStack({ apiKey: 'limits', buckets: [BUCKET], context });
});
afterAll(() => stack.stop());

const config = (folder: string) => ({
  config: {
    bucket: BUCKET,
    region: 'us-east-1',
    key_template: `join('/', ['${folder}', metadata."event-id"])`,
  },
});

const statusesOf = (answers: readonly { readonly status: number }[]) =>
  answers.map(({ status }) => status).toSorted();

test.concurrent('a tenant’s requests are limited across instances, and the platform’s are not', async () => {
  const { api, url } = waybill(stack);
  await api('PUT', '/tenants/hasty');
  await api('PUT', '/tenants/calm');
  const { token } = (await api('GET', '/tenants/hasty/token')).body;
  const calm = (await api('GET', '/tenants/calm/token')).body.token;
  const ask = (bearer: string) => api('GET', '/topics', undefined, bearer);
  const begin = Date.now();
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(token)));
  const seconds = Math.ceil((Date.now() - begin) / 1_000);
  const admitted = answers.filter(({ status }) => status === 200).length;
  expect(admitted).toBeGreaterThanOrEqual(AT_ONCE);
  expect(admitted).toBeLessThanOrEqual(AT_ONCE + seconds);
  const headers = { authorization: `Bearer ${token}` };
  // However few there are in a second, some are over the limit at last.
  const refused = await eventually(async () => {
    const asked = Array.from({ length: 10 }, () => fetch(`${url}/api/v1/topics`, { headers }));
    return (await Promise.all(asked)).find(({ status }) => status === 429);
  });
  expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  expect(await refused.json()).toMatchObject({
    status: 429,
    message: expect.stringContaining(
      'too many requests for this tenant: the limit is 1 per second',
    ),
    request_id: expect.any(String),
  });
  expect((await ask(calm)).status).toBe(200);
  const platform = await Promise.all(Array.from({ length: 40 }, () => ask('limits')));
  expect(new Set(statusesOf(platform))).toEqual(new Set([200]));
  await eventually(async () => (await ask(token)).status === 200);
});

test.concurrent('events over HTTP beyond the limit are denied one by one, and accepted later', async () => {
  const { api } = waybill(stack);
  const event = (n: number) => ({ id: `evt-${n}`, tenant_id: 'prolific', data: { n } });
  const events = Array.from({ length: 12 }, (_, n) => event(n));
  const batch = await api('POST', '/publish/batch', { events });
  expect(batch.status).toBe(207);
  const results: { status: number; message?: string }[] = batch.body.results;
  expect(results).toHaveLength(12);
  const refused = results.findIndex(({ status }) => status === 429);
  expect(results[refused]).toMatchObject({
    message: expect.stringContaining('too many events for this tenant: the limit is 1 per second'),
    data: { retry_after: expect.any(String) },
  });
  expect(new Set(statusesOf(results))).toEqual(new Set([202, 429]));
  await eventually(async () => {
    const more = Array.from({ length: 10 }, () => api('POST', '/publish', event(99)));
    return statusesOf(await Promise.all(more)).includes(429);
  });
  expect(await api('POST', '/publish', { ...event(99), tenant_id: 'quiet' })).toMatchObject({
    status: 202,
  });
  await eventually(async () => (await api('POST', '/publish', event(99))).status === 202);
});

test.concurrent('messages beyond the limit are deferred: none is lost or dead-lettered, and no other tenant is delayed', async () => {
  const { api, enqueue, objects, sqs, publishQueueUrl, tenantWith } = waybill(stack);
  await tenantWith('noisy', { topics: '*', ...config('noisy') });
  await tenantWith('quiet', { topics: '*', ...config('quiet') });
  const ids = [];
  for (let n = 0; n < 20; n += 1) ids.push(await enqueue({ tenant_id: 'noisy', data: { n } }));
  const quiet = await enqueue({ tenant_id: 'quiet', data: {} });
  const attemptsOf = (tenant: string, count: number) =>
    eventually(async () => {
      const { body } = await api('GET', `/attempts?tenant_id=${tenant}&limit=100`);
      return body.models.length >= count && body.models;
    });
  // The newest attempt is the first.
  const [last, ...others] = await attemptsOf('noisy', ids.length);
  expect(others).toHaveLength(ids.length - 1);
  const arrived = await objects('noisy/', BUCKET);
  expect(arrived.map(({ key }) => key).toSorted()).toEqual(
    ids.map((id) => `noisy/${id}`).toSorted(),
  );
  // Its message was the last, and the others are not all accepted for many seconds.
  const [ofQuiet] = await attemptsOf('quiet', 1);
  expect(ofQuiet).toMatchObject({ event_id: quiet, status: 'success' });
  expect(ofQuiet.time < last.time).toBe(true);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${publishQueueUrl}-dead-letters`,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
});
