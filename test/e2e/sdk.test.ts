import { Outpost } from '@hookdeck/outpost-sdk';
import { HTTPClient } from '@hookdeck/outpost-sdk/lib/http.js';
import { expect, test } from 'vitest';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { url, apiKey, api, ask } = waybill();
/** The responses that the SDK receives are validated against the OpenAPI document too. */
const httpClient = new HTTPClient({
  fetcher: async (input) => {
    const request = new Request(input);
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = await request.text();
    return ask(`${pathname}${search}`, { method, headers, ...(body !== '' && { body }) });
  },
});
const client = (key: string) =>
  new Outpost({ apiKey: key, serverURL: `${url}/api/v1`, httpClient });
const outpost = client(apiKey);
const tenantId = 'sdk';

test('Outpost’s own SDK manages tenants and destinations', async () => {
  expect((await outpost.health.check()).status).toBe('healthy');
  expect(await outpost.tenants.upsert(tenantId, { metadata: { plan: 'gold' } })).toMatchObject({
    id: tenantId,
    destinationsCount: 0,
    metadata: { plan: 'gold' },
  });
  const created = await outpost.destinations.create(tenantId, {
    type: 'aws_s3',
    topics: ['orders'],
    config: { bucket: 'my-events-bucket', region: 'us-east-1' },
    credentials: { key: ACCESS_KEY, secret: SECRET },
  });
  expect(created).toMatchObject({ type: 'aws_s3', disabledAt: null, topics: ['orders'] });
  const { id } = created;
  expect(await outpost.destinations.list(tenantId)).toMatchObject([{ id }]);
  expect(await outpost.destinations.get(tenantId, id)).toMatchObject({
    id,
    config: { bucket: 'my-events-bucket' },
  });
  const updated = await outpost.destinations.update(tenantId, id, {
    type: 'aws_s3',
    topics: '*',
  });
  expect(updated).toMatchObject({ topics: ['*'] });
  expect((await outpost.destinations.disable(tenantId, id)).disabledAt).toBeInstanceOf(Date);
  expect((await outpost.destinations.enable(tenantId, id)).disabledAt).toBeNull();
  expect((await outpost.tenants.get(tenantId)).topics).toEqual(['*']);
});

test('Outpost’s own SDK publishes an event and gets its attempt', async () => {
  const { id, destinationIds } = await outpost.publish({
    tenantId,
    topic: 'orders',
    data: { order_id: '123' },
    metadata: { source: 'sdk' },
  });
  expect(destinationIds).toHaveLength(1);
  const attempt = await eventually(async () => {
    const page = await outpost.attempts.list({
      eventId: id,
      include: ['event.data', 'response_data'],
    });
    return page.models?.[0];
  });
  expect(attempt).toMatchObject({ status: 'success', code: 'OK', attemptNumber: 1, eventId: id });
  expect(await outpost.attempts.get(attempt.id ?? '')).toMatchObject({ id: attempt.id });
  expect(await outpost.events.get(id)).toMatchObject({
    id,
    topic: 'orders',
    data: { order_id: '123' },
  });
  const [destinationId = ''] = destinationIds;
  expect(await outpost.retry({ eventId: id, destinationId })).toMatchObject({ success: true });
  const events = await outpost.events.list({ tenantId: [tenantId] });
  expect(events.models).toMatchObject([{ id }]);
});

test('Outpost’s own SDK lists tenants, gets tokens, and lists a destination’s attempts', async () => {
  const tenants = await outpost.tenants.list({ id: [tenantId] });
  expect(tenants).toMatchObject({ models: [{ id: tenantId }], count: 1 });
  const { token } = await outpost.tenants.getToken(tenantId);
  const asTenant = client(token ?? '');
  const [destination] = await asTenant.destinations.list(tenantId);
  const destinationId = destination?.id ?? '';
  const { models = [] } = await asTenant.destinations.listAttempts({ tenantId, destinationId });
  const attemptId = models[0]?.id ?? '';
  const attempt = await asTenant.destinations.getAttempt(tenantId, destinationId, attemptId);
  expect(attempt).toMatchObject({ id: attemptId, destinationId });
});

test('Outpost’s own SDK gets a URL of the portal', async () => {
  const { redirectUrl = '', ...answer } = await outpost.tenants.getPortalUrl(tenantId, 'dark');
  expect(answer).toEqual({ tenantId });
  expect(redirectUrl.startsWith(`${url}/portal#link=`)).toBe(true);
  expect(redirectUrl.endsWith('&theme=dark')).toBe(true);
});

test('Outpost’s own SDK gets the available types and topics, and errors', async () => {
  expect(await outpost.topics.list()).toEqual([]);
  expect(await outpost.schemas.listDestinationTypes()).toMatchObject([{ type: 'aws_s3' }]);
  expect(await outpost.schemas.getDestinationType('aws_s3')).toMatchObject({ label: 'AWS S3' });
  await expect(outpost.tenants.get('nobody')).rejects.toMatchObject({ statusCode: 404 });
  await expect(outpost.destinations.get(tenantId, 'none')).rejects.toMatchObject({
    statusCode: 404,
  });
});

test('Outpost’s own SDK deletes what it created', async () => {
  const [destination] = await outpost.destinations.list(tenantId);
  const destinationId = destination?.id ?? '';
  const attempts = () =>
    outpost.attempts.list({ destinationId: [destinationId], include: ['destination', 'event'] });
  // That of the retry comes later.
  const before = await eventually(async () => {
    const { models = [] } = await attempts();
    return models.length === 2 && models;
  });
  expect(before.map((attempt) => attempt.destination)).toMatchObject(
    before.map(() => ({ id: destinationId, credentials: { key: 'AKIA****************' } })),
  );
  await outpost.destinations.delete(tenantId, destinationId);
  expect(await outpost.destinations.list(tenantId)).toEqual([]);
  const after = (await attempts()).models ?? [];
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  for (const attempt of after) {
    expect(attempt).toMatchObject({ destinationId, event: { topic: 'orders' } });
    expect(attempt.destination).toBeUndefined();
    const { destination: alone } = await outpost.attempts.get(attempt.id ?? '', undefined, [
      'destination',
    ]);
    expect(alone).toBeUndefined();
  }
  const notFound = { statusCode: 404, message: 'destination not found' };
  const ofDeleted = outpost.destinations.listAttempts({ tenantId, destinationId });
  await expect(ofDeleted).rejects.toMatchObject(notFound);
  const oneOfDeleted = outpost.destinations.getAttempt(
    tenantId,
    destinationId,
    before[0]?.id ?? '',
  );
  await expect(oneOfDeleted).rejects.toMatchObject(notFound);
  await outpost.tenants.delete(tenantId);
  await expect(outpost.tenants.get(tenantId)).rejects.toMatchObject({ statusCode: 404 });
});

test('reads and changes destinations with a role, which have no credentials', async () => {
  const tenant = 'sdk-roles';
  await outpost.tenants.upsert(tenant);
  const role_arn = 'arn:aws:iam::111122223333:role/sdk';
  const { body } = await api('POST', `/tenants/${tenant}/destinations`, {
    type: 'aws_s3',
    topics: ['orders'],
    config: { bucket: 'my-events-bucket', region: 'us-east-1', role_arn },
    credentials: {},
  });
  const id = String(body.id);
  const none = { key: '', secret: '' };
  expect(await outpost.destinations.list(tenant)).toMatchObject([{ id, credentials: none }]);
  const read = await outpost.destinations.get(tenant, id);
  expect(read).toMatchObject({ type: 'aws_s3', credentials: none });
  const { config, credentials } = read as { config: object; credentials: typeof none };
  const changed = await outpost.destinations.update(tenant, id, {
    type: 'aws_s3',
    topics: ['users'],
    config,
    credentials,
  } as Parameters<typeof outpost.destinations.update>[2]);
  expect(changed).toMatchObject({ topics: ['users'], credentials: none });
  // The SDK drops members of the config that it does not know, and a PATCH keeps them.
  const { body: stored } = await api('GET', `/tenants/${tenant}/destinations/${id}`);
  expect(stored.config).toMatchObject({ role_arn });
});
