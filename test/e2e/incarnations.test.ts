import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

const { api, objects, s3, tenantWith } = waybill();

const SAME = { id: 'd1' };
const ELSEWHERE = { ...SAME, config: { bucket: 'another-bucket', region: 'us-east-1' } };

const event = (tenant_id: string, given: object = {}) => ({
  tenant_id,
  topic: 'orders',
  data: { of: 'the old one' },
  ...given,
});

const publish = async (tenant: string, given: object = {}): Promise<string> =>
  (await api('POST', '/publish', event(tenant, given))).body.id;

/** The attempts at an event, of any tenant, once there are this many. */
const attemptsOf = (id: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/attempts?event_id=${id}&dir=asc`);
    return body.models.length >= count && body.models;
  });

const parkedOf = (tenant: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/parked?tenant_id=${tenant}`);
    return body.models.length === count && body.models;
  });

/** The objects of an event in the other bucket, in which a key ends with the event's id. */
async function deliveredOf(id: string) {
  const list = { Bucket: 'another-bucket' };
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, list)) {
    keys.push(...Contents.flatMap(({ Key = '' }) => (Key.endsWith(`_${id}.json`) ? Key : [])));
  }
  return (await Promise.all(keys.map((key) => objects(key, 'another-bucket')))).flat();
}

async function remakeDestination(tenant: string) {
  const path = `/tenants/${tenant}/destinations`;
  expect((await api('DELETE', `${path}/d1`)).status).toBe(200);
  expect((await api('POST', path, destinationInput(ELSEWHERE))).status).toBe(201);
  await api('PUT', `${path}/d1/enable`);
}

test('deliveries parked for a disabled destination end as failed when it is deleted and created again', async () => {
  const tenant = 'remade-disabled';
  await tenantWith(tenant, { ...SAME, disabled_at: '2026-11-01T00:00:00Z' });
  const id = await publish(tenant);
  await parkedOf(tenant, 1);
  await remakeDestination(tenant);
  expect(await attemptsOf(id, 1)).toMatchObject([
    { destination_id: 'd1', status: 'failed', code: 'destination_deleted', attempt_number: 1 },
  ]);
  await parkedOf(tenant, 0);
  expect(await deliveredOf(id)).toEqual([]);

  // The tenant is the same: it sees the result of its event, and may send the event to the new
  // destination.
  const { token } = (await api('GET', `/tenants/${tenant}/token`)).body;
  const seen = await api('GET', '/attempts?destination_id=d1', undefined, token);
  expect(seen.body.models).toMatchObject([{ event_id: id, code: 'destination_deleted' }]);
  const bulk = await api('POST', '/retries', { destination_id: 'd1', event_id: id }, token);
  const job = await eventually(async () => {
    const { body } = await api('GET', `/retries/${bulk.body.id}`, undefined, token);
    return body.status === 'completed' && body;
  });
  expect(job.progress).toMatchObject({ queued: 0, skipped_by_reason: { destination_deleted: 1 } });
  await api('POST', '/retry', { event_id: id, destination_id: 'd1' }, token);
  expect(await attemptsOf(id, 2)).toMatchObject([
    { code: 'destination_deleted' },
    { status: 'success', attempt_number: 1, manual: true },
  ]);
});

test('deliveries parked for a blocked destination end as failed when it is deleted and created again', async () => {
  const tenant = 'remade-blocked';
  const config = { bucket: 'bucket-that-never-comes', region: 'us-east-1' };
  await tenantWith(tenant, { ...SAME, config });
  const id = await publish(tenant);
  expect(await parkedOf(tenant, 1)).toMatchObject([{ reason: 'blocked', attempt_number: 4 }]);
  await remakeDestination(tenant);
  const attempts = await attemptsOf(id, 4);
  expect(attempts.at(-1)).toMatchObject({ code: 'destination_deleted', attempt_number: 4 });
  expect(await deliveredOf(id)).toEqual([]);
});

/** What a tenant's token returns from all lists. */
async function seenWith(token: string) {
  const lists = ['/events', '/attempts', '/parked', '/retries'];
  const pages = await Promise.all(lists.map((path) => api('GET', path, undefined, token)));
  const hour = 'time[start]=2026-01-01T00:00:00Z&time[end]=2026-12-31T00:00:00Z';
  const metrics = await Promise.all(
    ['events', 'attempts'].map((kind) =>
      api('GET', `/metrics/${kind}?${hour}&measures=count`, undefined, token),
    ),
  );
  return {
    lists: pages.flatMap(({ body }) => body.models),
    counts: metrics.flatMap(({ body }) => body.data.map((point: never) => point)),
  };
}

test('a recreated tenant sees no data of its predecessor, and old tokens stay invalid', async () => {
  const tenant = 'remade-tenant';
  await tenantWith(tenant, SAME);
  const { token: old } = (await api('GET', `/tenants/${tenant}/token`)).body;
  const delivered = await publish(tenant, { id: 'remade-same-id' });
  await attemptsOf(delivered, 1);
  await api('POST', '/retries', { tenant_id: tenant, event_id: delivered });
  await api('PUT', `/tenants/${tenant}/destinations/d1/disable`);
  const parked = await publish(tenant);
  await parkedOf(tenant, 1);
  expect((await seenWith(old)).lists).toHaveLength(5);

  await api('DELETE', `/tenants/${tenant}`);
  expect((await api('GET', '/events', undefined, old)).status).toBe(401);
  await tenantWith(tenant, ELSEWHERE);
  expect((await api('GET', '/events', undefined, old)).status).toBe(401);
  const { token } = (await api('GET', `/tenants/${tenant}/token`)).body;
  expect(await attemptsOf(parked, 1)).toMatchObject([{ code: 'destination_deleted' }]);
  const { lists, counts } = await seenWith(token);
  expect(lists).toEqual([]);
  expect(counts.filter(({ metrics }: { metrics: { count: number } }) => metrics.count > 0)).toEqual(
    [],
  );
  for (const id of [delivered, parked]) {
    expect((await api('GET', `/events/${id}`, undefined, token)).status).toBe(404);
    expect((await api('GET', `/events/${id}?tenant_id=${tenant}`)).status).toBe(404);
    expect((await api('GET', `/events/${id}`)).status).toBe(200);
    const order = { event_id: id, destination_id: 'd1' };
    expect((await api('POST', '/retry', order, token)).status).toBe(404);
    expect((await api('POST', '/retry', order)).status).toBe(404);
  }

  // The event's id is free: the predecessor's event under it is a different event.
  const sameId = event(tenant, { id: 'remade-same-id', data: { of: 'the new one' } });
  expect((await api('POST', '/publish', sameId)).body).toEqual({
    id: 'remade-same-id',
    duplicate: false,
    destination_ids: ['d1'],
  });
  expect(await attemptsOf('remade-same-id', 2)).toMatchObject([
    { status: 'success', attempt_number: 1 },
    { status: 'success', attempt_number: 1 },
  ]);
  expect(await deliveredOf('remade-same-id')).toMatchObject([{ body: '{"of":"the new one"}' }]);
  expect((await api('POST', '/publish', sameId)).body.duplicate).toBe(true);
  const { body } = await api('GET', '/events/remade-same-id', undefined, token);
  expect(body.data).toEqual({ of: 'the new one' });
  expect((await seenWith(token)).lists).toHaveLength(2);
});
