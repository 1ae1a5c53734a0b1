import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, objects, s3, tenantWith } = waybill();

const publish = async (tenant_id: string, given: object = {}): Promise<string> => {
  const event = { tenant_id, topic: 'orders', data: { n: 1 }, ...given };
  return (await api('POST', '/publish', event)).body.id;
};

/** A tenant's parked deliveries, once there are this many. */
const parkedOf = (tenant: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/parked?tenant_id=${tenant}&dir=asc`);
    return body.models.length === count && body.models;
  });

const attemptsOf = async (id: string, count: number) =>
  eventually(async () => {
    const { body } = await api('GET', `/attempts?event_id=${id}&dir=asc`);
    return body.models.length >= count && body.models;
  });

const idsIn = (models: readonly { event_id: string }[]) => models.map(({ event_id }) => event_id);

test('a missing bucket blocks its destination; once it exists, all parked deliveries arrive', async () => {
  const tenant = 'park-blocked';
  const bucket = 'bucket-to-come';
  const id = await tenantWith(tenant, { config: { bucket, region: 'us-east-1' } });
  const path = `/tenants/${tenant}/destinations/${id}`;
  const first = await publish(tenant);
  // One attempt after another, until the third consecutive failure.
  expect(await parkedOf(tenant, 1)).toMatchObject([
    { event_id: first, destination_id: id, reason: 'blocked', attempt_number: 4 },
  ]);
  expect((await api('GET', path)).body.blocked).toMatchObject({ code: 'NoSuchBucket' });
  const second = await publish(tenant);
  const third = await publish(tenant);
  const parked = await parkedOf(tenant, 3);
  expect(idsIn(parked)).toEqual([first, second, third]);
  expect(parked[1]).toMatchObject({ attempt_number: 1, reason: 'blocked' });
  expect((await api('GET', `/attempts?event_id=${second}`)).body.models).toEqual([]);
  expect((await api('GET', `/parked/count?tenant_id=${tenant}`)).body).toEqual({
    count: 3,
    reasons: { retry: 0, blocked: 3, disabled: 0, verification_pending: 0 },
    truncated: false,
  });

  // A bulk retry finds the first, which has failed; no attempt is made for it.
  await api('POST', '/retries', { tenant_id: tenant, event_id: first });
  await eventually(async () => {
    const { body } = await api('GET', `/parked?tenant_id=${tenant}&event_id=${first}`);
    return body.models[0]?.manual && body.models[0].attempt_number === 4;
  });
  expect((await api('GET', `/attempts?event_id=${first}`)).body.models).toHaveLength(3);

  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  expect((await api('POST', `${path}/test`)).body).toMatchObject({ status: 'verified' });
  await parkedOf(tenant, 0);
  for (const event of [first, second, third]) {
    const attempts = await eventually(async () => {
      const { body } = await api('GET', `/attempts?event_id=${event}&status=success`);
      return body.models.length > 0 && body.models;
    });
    expect(attempts).toHaveLength(1);
  }
  expect(await objects('', bucket)).toHaveLength(3);
  expect((await api('GET', path)).body).not.toHaveProperty('blocked');
});

test('events for a disabled destination are kept, and delivered when it is enabled', async () => {
  const tenant = 'park-disabled';
  const id = await tenantWith(tenant);
  const path = `/tenants/${tenant}/destinations/${id}`;
  await api('PUT', `${path}/disable`);
  const event = { tenant_id: tenant, topic: 'orders', data: { n: 1 } };
  const { body } = await api('POST', '/publish', event);
  expect(body).toMatchObject({ destination_ids: [], parked_destination_ids: [id] });
  expect(await parkedOf(tenant, 1)).toMatchObject([
    { event_id: body.id, reason: 'disabled', attempt_number: 1 },
  ]);
  await api('PUT', `${path}/enable`);
  expect(await attemptsOf(body.id, 1)).toMatchObject([{ status: 'success', attempt_number: 1 }]);
  await parkedOf(tenant, 0);
});

/** A destination whose failed deliveries are retried after a day, and the id of such an event. */
async function waitingTill(tenant: string) {
  const config = { bucket: `${tenant}-bucket`, region: 'us-east-1' };
  const id = await tenantWith(tenant, { config, retry_schedule: [86_400] });
  const event = await publish(tenant);
  const [parked] = await parkedOf(tenant, 1);
  return { id, event, parked, bucket: config.bucket };
}

test.each([
  ['alone', '/retry'],
  ['in bulk', '/retries'],
])('a retry that is hours away is parked, and can be made now %s', async (way, path) => {
  const tenant = `park-now-${way.replace(' ', '-')}`;
  const { id, event, parked, bucket } = await waitingTill(tenant);
  expect(parked).toMatchObject({ event_id: event, reason: 'retry', attempt_number: 2 });
  expect(Date.parse(parked.due_at)).toBeLessThan(Date.now() + 86_400_000);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await api('POST', path, { tenant_id: tenant, event_id: event, destination_id: id });
  expect(await attemptsOf(event, 2)).toMatchObject([
    { status: 'failed', code: 'NoSuchBucket' },
    { status: 'success', manual: true, attempt_number: 2 },
  ]);
  await parkedOf(tenant, 0);
});

test('a parked retry can be cancelled, and the cancellation is recorded', async () => {
  const { id, event } = await waitingTill('park-cancel');
  const path = `/tenants/park-cancel/destinations/${id}/parked/${event}`;
  expect(await api('DELETE', path)).toMatchObject({ status: 200, body: { success: true } });
  await parkedOf('park-cancel', 0);
  expect(await attemptsOf(event, 2)).toMatchObject([
    { code: 'NoSuchBucket' },
    { status: 'failed', code: 'cancelled', attempt_number: 2 },
  ]);
  expect(await api('DELETE', path)).toMatchObject({
    status: 404,
    body: { message: 'parked delivery not found' },
  });
});

test('lists of parked deliveries are filtered, paginated and separate per tenant', async () => {
  const tenant = 'park-list';
  const id = await tenantWith(tenant);
  await api('PUT', `/tenants/${tenant}/destinations/${id}/disable`);
  const events = [];
  for (let n = 0; n < 5; n += 1) events.push(await publish(tenant));
  await parkedOf(tenant, 5);
  const token = (await api('GET', `/tenants/${tenant}/token`)).body.token;
  const list = async (query: string) =>
    (await api('GET', `/parked?${query}`, undefined, token)).body;

  const page = await list('limit=2&dir=asc');
  const rest = await list(`limit=10&dir=asc&next=${page.pagination.next}`);
  expect([...idsIn(page.models), ...idsIn(rest.models)]).toEqual(events);
  expect(idsIn((await list(`event_id=${events[3]}`)).models)).toEqual([events[3]]);
  expect((await list('reason=retry')).models).toEqual([]);
  expect((await list('reason=disabled&topic=orders')).models).toHaveLength(5);
  expect((await list(`destination_id=${id}`)).models).toHaveLength(5);
  expect(await list('reason=whim')).toMatchObject({
    status: 422,
    data: { 'query.reason': 'must be one of retry, blocked, disabled, verification_pending' },
  });

  await api('PUT', '/tenants/park-other');
  const other = (await api('GET', '/tenants/park-other/token')).body.token;
  expect((await api('GET', '/parked', undefined, other)).body.models).toEqual([]);
  expect(await api('GET', `/parked?tenant_id=${tenant}`, undefined, other)).toMatchObject({
    status: 200,
    body: { models: [] },
  });
  const path = `/tenants/${tenant}/destinations/${id}/parked/${events[0]}`;
  expect(await api('DELETE', path, undefined, other)).toMatchObject({ status: 403 });
});
