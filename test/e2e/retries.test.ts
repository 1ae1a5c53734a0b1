import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breaksOff, hangs, page, refuses } from '../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { api, tenantWith } = waybill();
let store: StrictS3;

beforeAll(async () => {
  store = await startStrictS3({
    accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
    region: 'auto',
  });
});
afterAll(() => store.stop());

/** A tenant whose events go to the strict store, after its verification. */
async function tenantAtTheStore(tenant: string): Promise<string> {
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const id = await tenantWith(tenant, { config });
  await eventually(async () => {
    const { body } = await api('GET', `/tenants/${tenant}/destinations/${id}`);
    return body.verification.status === 'verified';
  });
  return id;
}

const publish = async (tenant_id: string, given: object = {}): Promise<string> => {
  const event = { tenant_id, topic: 'orders', data: { n: 1 }, ...given };
  return (await api('POST', '/publish', event)).body.id;
};

const attemptsOf = async (id: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/attempts?event_id=${id}&include=response_data&dir=asc`);
    return body.models.length >= count && body.models;
  });

const objectOf = (id: string) =>
  [...store.objects].find(([, { metadata }]) => metadata['event-id'] === id);

const settled = () => new Promise((resolve) => setTimeout(resolve, 1_500));

test('a transient store error is retried until the event is delivered', async () => {
  await tenantAtTheStore('patient');
  store.answerNext(refuses(503, 'SlowDown', 'Please reduce your request rate.'));
  store.answerNext(page(502, '<html>bad gateway</html>'));
  store.answerNext(breaksOff);
  const id = await publish('patient');
  expect(await attemptsOf(id, 4)).toMatchObject([
    {
      attempt_number: 1,
      status: 'failed',
      code: 'SlowDown',
      response_data: { error: 'Please reduce your request rate.' },
    },
    { attempt_number: 2, status: 'failed' },
    { attempt_number: 3, status: 'failed', code: 'connection' },
    { attempt_number: 4, status: 'success', code: 'OK' },
  ]);
  expect(objectOf(id)?.[1].body.toString()).toBe('{"n":1}');
});

test('a store timeout is retried', async () => {
  await tenantAtTheStore('waiting');
  // The primary queue's timeout is short; it becomes an attempt when the slow queue's timeout has
  // passed too.
  store.answerNext(hangs);
  store.answerNext(hangs);
  const id = await publish('waiting');
  expect(await attemptsOf(id, 2)).toMatchObject([
    { status: 'failed', code: 'timeout' },
    { status: 'success' },
  ]);
});

test('after the last retry the delivery stays failed and is not retried', async () => {
  await tenantAtTheStore('hopeless');
  for (let n = 0; n < 4; n += 1) store.answerNext(refuses(503, 'SlowDown'));
  const id = await publish('hopeless');
  await attemptsOf(id, 4);
  await settled();
  const attempts = await attemptsOf(id, 4);
  expect(attempts.map(({ status }: { status: string }) => status)).toEqual(Array(4).fill('failed'));
});

test('an error that concerns this event only is final at once', async () => {
  await tenantAtTheStore('refused');
  store.answerNext(refuses(400, 'KeyTooLongError', 'Your key is too long'));
  const id = await publish('refused');
  await attemptsOf(id, 1);
  await settled();
  expect(await attemptsOf(id, 1)).toMatchObject([{ status: 'failed', code: 'KeyTooLongError' }]);
});

test('a failed event can be retried manually, and the attempt is marked as manual', async () => {
  const destination_id = await tenantAtTheStore('by-hand');
  store.answerNext(refuses(400, 'KeyTooLongError', 'Your key is too long'));
  const event_id = await publish('by-hand');
  await attemptsOf(event_id, 1);
  const answer = await api('POST', '/retry', { event_id, destination_id });
  expect(answer).toMatchObject({ status: 202, body: { success: true } });
  expect(await attemptsOf(event_id, 2)).toMatchObject([
    { attempt_number: 1, manual: false, status: 'failed' },
    { attempt_number: 2, manual: true, status: 'success' },
  ]);
  const none = await api('POST', '/retry', { event_id });
  expect(none).toMatchObject({ status: 422, body: { data: ['destination_id is required'] } });
});

test('an event that is not eligible for retry is attempted once', async () => {
  await tenantAtTheStore('once');
  store.answerNext(refuses(503, 'SlowDown'));
  const id = await publish('once', { eligible_for_retry: false });
  await settled();
  expect(await attemptsOf(id, 1)).toHaveLength(1);
});

test('a template without a key for an event fails the attempt and names the null element', async () => {
  const config = { bucket: 'my-events-bucket', region: 'us-east-1', key_template: 'data.path' };
  await tenantWith('keyless', { config });
  const id = await publish('keyless', { data: { path: null } });
  // Retries follow.
  const [first] = await attemptsOf(id, 1);
  expect(first).toMatchObject({
    status: 'failed',
    code: 'key_template',
    response_data: { error: 'The key template does not evaluate to a key: data.path is null.' },
  });
});

describe('verification', () => {
  const verificationAt = async (tenant: string, id: string) =>
    eventually(async () => {
      const { body } = await api('GET', `/tenants/${tenant}/destinations/${id}`);
      return body.verification.status !== 'pending' && body.verification;
    });

  test.each([
    ['no-bucket', { bucket: 'no-such-bucket' }, {}, 'NoSuchBucket'],
    ['no-key', {}, { key: 'AKIAUNKNOWN', secret: SECRET }, 'InvalidAccessKeyId'],
    ['no-secret', {}, { key: ACCESS_KEY, secret: 'wrong' }, 'SignatureDoesNotMatch'],
  ])('fails with the store’s own code: %s', async (tenant, config, credentials, code) => {
    const id = await tenantWith(tenant, {
      config: { bucket: 'my-bucket', region: 'auto', endpoint: store.url, ...config },
      credentials: { key: ACCESS_KEY, secret: SECRET, ...credentials },
    });
    const verification = await verificationAt(tenant, id);
    expect(verification).toMatchObject({ status: 'failed', code, message: expect.any(String) });
    expect(Date.parse(verification.checked_at)).toBeGreaterThan(0);
  });

  test('runs again when the credentials are fixed, and the new ones are used at once', async () => {
    const wrong = { key: ACCESS_KEY, secret: 'wrong' };
    const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
    const id = await tenantWith('fixed', { config, credentials: wrong });
    await verificationAt('fixed', id);
    const first = await publish('fixed');
    // Retries follow.
    const [attempt] = await attemptsOf(first, 1);
    expect(attempt).toMatchObject({ code: 'SignatureDoesNotMatch' });
    await api('PATCH', `/tenants/fixed/destinations/${id}`, { credentials: { secret: SECRET } });
    expect(await verificationAt('fixed', id)).toMatchObject({ status: 'verified' });
    const second = await publish('fixed');
    expect(await attemptsOf(second, 1)).toMatchObject([{ status: 'success' }]);
  });
});
