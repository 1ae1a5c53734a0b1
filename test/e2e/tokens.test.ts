import { beforeAll, expect, test } from 'vitest';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

const { api, tenantWith } = waybill();
const ids = { destination: '', event: '', attempt: '', retry: '' };
let ours = '';
let theirs = '';

beforeAll(async () => {
  ids.destination = await tenantWith('token-a');
  await tenantWith('token-b');
  ours = (await api('GET', '/tenants/token-a/token')).body.token;
  theirs = (await api('GET', '/tenants/token-b/token')).body.token;
  const { body } = await api('POST', '/publish', {
    tenant_id: 'token-a',
    topic: 'orders',
    data: {},
  });
  ids.event = body.id;
  ids.attempt = await eventually(async () => {
    const list = await api('GET', `/attempts?event_id=${ids.event}`);
    return list.body.models[0]?.id;
  });
  ids.retry = (await api('POST', '/retries', { event_id: ids.event }, ours)).body.id;
});

const path = (text: string) =>
  text
    .replace('DES', ids.destination)
    .replace('EVT', ids.event)
    .replace('ATM', ids.attempt)
    .replace('RET', ids.retry);

test('a token gives access to its own tenant’s resources', async () => {
  const asTenant = (method: string, where: string, body?: unknown) =>
    api(method, path(where), body, ours);
  expect(await asTenant('GET', '/tenants/token-a')).toMatchObject({ status: 200 });
  expect(await asTenant('GET', '/tenants')).toMatchObject({
    status: 200,
    body: { models: [{ id: 'token-a' }], count: 1, pagination: { next: null, prev: null } },
  });
  expect(await asTenant('GET', '/tenants/token-a/destinations/DES')).toMatchObject({ status: 200 });
  const created = await asTenant('POST', '/token-a/destinations', destinationInput());
  expect(created.status).toBe(201);
  const imported = destinationInput({ created_at: '2020-01-01T00:00:00Z' });
  expect(await asTenant('POST', '/token-a/destinations', imported)).toMatchObject({ status: 403 });
  expect(await asTenant('GET', '/events/EVT')).toMatchObject({ status: 200 });
  expect((await asTenant('GET', '/events')).body.models).toMatchObject([{ id: ids.event }]);
  expect(await asTenant('GET', '/attempts/ATM')).toMatchObject({ status: 200 });
  expect((await asTenant('GET', '/attempts')).body.models).toMatchObject([{ id: ids.attempt }]);
  expect(await asTenant('GET', '/retries/RET')).toMatchObject({ status: 200 });
  expect((await asTenant('GET', '/retries')).body.models).toMatchObject([{ id: ids.retry }]);
  expect(await asTenant('GET', '/topics')).toMatchObject({ status: 200 });
  expect(await asTenant('GET', '/destination-types/aws_s3')).toMatchObject({ status: 200 });
});

test.each([
  ['GET', '/tenants/token-a', 403],
  ['PUT', '/tenants/token-a', 403],
  ['DELETE', '/tenants/token-a', 403],
  ['GET', '/tenants/token-a/token', 403],
  ['GET', '/tenants/token-b/token', 403],
  ['GET', '/tenants/token-a/destinations', 403],
  ['POST', '/tenants/token-a/destinations', 403],
  ['GET', '/token-a/destinations', 403],
  ['POST', '/token-a/destinations', 403],
  ['GET', '/tenants/token-a/destinations/DES', 403],
  ['GET', '/tenants/token-b/destinations/DES', 404],
  ['PATCH', '/tenants/token-a/destinations/DES', 403],
  ['PATCH', '/token-a/destinations/DES', 403],
  ['DELETE', '/tenants/token-a/destinations/DES', 403],
  ['PUT', '/tenants/token-a/destinations/DES/enable', 403],
  ['PUT', '/tenants/token-a/destinations/DES/disable', 403],
  ['POST', '/tenants/token-a/destinations/DES/test', 403],
  ['POST', '/tenants/token-b/destinations/DES/test', 404],
  ['GET', '/tenants/token-a/destinations/DES/attempts', 403],
  ['GET', '/tenants/token-b/destinations/DES/attempts', 404],
  ['GET', '/tenants/token-b/destinations/DES/attempts/ATM', 404],
  ['GET', '/events/EVT', 404],
  ['GET', '/events/EVT?tenant_id=token-a', 404],
  ['GET', '/attempts/ATM', 404],
  ['GET', '/attempts/ATM?tenant_id=token-a', 404],
  ['GET', '/retries/RET', 404],
  ['GET', '/retries/RET?tenant_id=token-a', 404],
  ['POST', '/retries/RET/cancel', 404],
  ['POST', '/retries/RET/cancel?tenant_id=token-a', 404],
  ['POST', '/publish', 403],
])('another tenant’s token on %s %s returns %i', async (method, where, status) => {
  const body = method === 'GET' ? undefined : destinationInput();
  const answer = await api(method, path(where), body, theirs);
  expect(answer).toMatchObject({ status, body: { status, message: expect.any(String) } });
});

test('another tenant’s token lists none of our resources', async () => {
  const lists = ['/events', '/events?id=EVT', '/attempts', '/attempts?event_id=EVT', '/retries'];
  const naming = ['/events', '/attempts', '/retries', '/parked'].map(
    (list) => `${list}?tenant_id=token-a&tenant_id=token-b`,
  );
  for (const where of [...lists, ...naming]) {
    expect((await api('GET', path(where), undefined, theirs)).body.models).toEqual([]);
  }
});

test('a tenant id in the query of a token request is ignored', async () => {
  const asTenant = (where: string) => api('GET', path(where), undefined, ours);
  const other = 'tenant_id=token-b';
  expect(await asTenant('/tenants?id=token-b')).toMatchObject({
    status: 200,
    body: { models: [{ id: 'token-a' }], count: 1 },
  });
  expect((await asTenant(`/events?${other}`)).body.models).toMatchObject([{ id: ids.event }]);
  expect((await asTenant(`/attempts?${other}`)).body.models).toMatchObject([{ id: ids.attempt }]);
  expect((await asTenant(`/retries?${other}`)).body.models).toMatchObject([{ id: ids.retry }]);
  expect(await asTenant(`/parked/count?${other}`)).toMatchObject({ status: 200 });
  for (const where of ['/events/EVT', '/attempts/ATM', '/retries/RET']) {
    expect(await asTenant(`${where}?${other}`)).toMatchObject({ status: 200 });
  }
});

test.each([
  ['GET', '/events/EVT'],
  ['GET', '/attempts/ATM'],
  ['GET', '/retries/RET'],
  ['POST', '/retries/RET/cancel'],
])('an API key finds on %s %s only what is of the tenant it names', async (method, where) => {
  expect(await api(method, path(`${where}?tenant_id=token-b`))).toMatchObject({ status: 404 });
  if (method !== 'GET') return;
  expect(await api(method, path(`${where}?tenant_id=token-a`))).toMatchObject({ status: 200 });
  expect(await api(method, path(`${where}?tenant_id=token-b&tenant_id=token-a`))).toMatchObject({
    status: 200,
  });
});

test('another tenant’s token retries none of our deliveries', async () => {
  const asked = (body: object) => api('POST', '/retries', body, theirs);
  const event_id = ids.event;
  expect(await asked({ tenant_id: 'token-a', event_id })).toMatchObject({ status: 403 });
  expect(await asked({ destination_id: ids.destination, event_id })).toMatchObject({ status: 404 });
  expect(await asked({ event_id })).toMatchObject({ status: 202, body: { tenant_id: 'token-b' } });
});

test('a token of a deleted tenant gives access to nothing', async () => {
  await api('PUT', '/tenants/token-c');
  const { body } = await api('GET', '/tenants/token-c/token');
  expect((await api('GET', '/topics', undefined, body.token)).status).toBe(200);
  await api('DELETE', '/tenants/token-c');
  expect((await api('GET', '/topics', undefined, body.token)).status).toBe(401);
  expect((await api('GET', '/tenants/token-c/token')).status).toBe(404);
});
