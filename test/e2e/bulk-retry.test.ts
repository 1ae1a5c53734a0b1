import { beforeAll, expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, tenantWith, objects } = waybill();
const TENANT = 'bulk';
const EVENTS = 5;
const since = new Date().toISOString();
let destination = '';
let token = '';

/** A template that evaluates to no key for these events. They are not retried automatically. */
const BROKEN = "join('', ['bulk/', data.path])";
const FIXED = `join('', ['bulk/', metadata."event-id"])`;

beforeAll(async () => {
  const config = { bucket: 'my-events-bucket', region: 'us-east-1', key_template: BROKEN };
  destination = await tenantWith(TENANT, { config });
  token = (await api('GET', `/tenants/${TENANT}/token`)).body.token;
});

const publish = async (): Promise<string> => {
  const event = {
    tenant_id: TENANT,
    topic: 'orders',
    data: { path: null },
    eligible_for_retry: false,
  };
  return (await api('POST', '/publish', event)).body.id;
};

/** Requests a bulk retry with the tenant's token and waits until it ends. */
async function retried(given: object) {
  const asked = await api('POST', '/retries', { time: { gte: since }, ...given }, token);
  expect(asked).toMatchObject({ status: 202, body: { tenant_id: TENANT, status: 'queued' } });
  return eventually(async () => {
    const { body } = await api('GET', `/retries/${asked.body.id}`, undefined, token);
    return body.completed_at !== null && body;
  });
}

const attempts = async (query: string) =>
  (await api('GET', `/attempts?tenant_id=${TENANT}&dir=asc${query}`)).body.models;

test('a bulk retry delivers failed events after the destination is repaired', async () => {
  const ids = await Promise.all(Array.from({ length: EVENTS }, publish));
  await eventually(async () => (await attempts('&status=failed')).length === EVENTS);
  await api('PATCH', `/tenants/${TENANT}/destinations/${destination}`, {
    config: { key_template: FIXED },
  });

  expect(await retried({ code: 'key_template' })).toMatchObject({
    status: 'completed',
    filter: { code: ['key_template'] },
    progress: { scanned: EVENTS, matched: EVENTS, queued: EVENTS, skipped: 0 },
  });

  const found = await eventually(async () => {
    const all = await objects('bulk/');
    return all.length === EVENTS && all;
  });
  expect(new Set(found.map(({ key }) => key))).toEqual(new Set(ids.map((id) => `bulk/${id}`)));
  const delivered = await eventually(async () => {
    const all = await attempts('&status=success');
    return all.length === EVENTS && all;
  });
  const manual = expect.objectContaining({ attempt_number: 2, manual: true, code: 'OK' });
  expect(delivered).toEqual(ids.map(() => manual));
});

test('a second bulk retry finds that they have been delivered', async () => {
  expect(await retried({ destination_id: destination })).toMatchObject({
    status: 'completed',
    progress: {
      matched: EVENTS,
      queued: 0,
      skipped: EVENTS,
      skipped_by_reason: { delivered: EVENTS },
    },
  });
  expect(await attempts('&status=success')).toHaveLength(EVENTS);
});

test('the platform lists the jobs of every tenant, newest first', async () => {
  const { body } = await api('GET', `/retries?tenant_id=${TENANT}&status=completed`);
  expect(body.models).toMatchObject([
    { filter: { destination_id: destination } },
    { filter: { code: ['key_template'] } },
  ]);
  expect(body.pagination).toMatchObject({ order_by: 'created_at', next: null, prev: null });
});

test('a running job can be cancelled by a caller that can see it', async () => {
  // A job may be completed before it can be cancelled.
  const cancelled = await eventually(async () => {
    const asked = await api('POST', '/retries', { event_id: 'evt_none' }, token);
    const answer = await api('POST', `/retries/${asked.body.id}/cancel`, undefined, token);
    return answer.status !== 409 && answer;
  });
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
});

test.each([
  [{}, 422, ['time.gte is required without event_id']],
  [{ since: '2026-11-22' }, 422, ['since is not a known field']],
  [{ time: { gte: 'soon' } }, 422, ['time.gte must be an RFC 3339 time or a date']],
  [{ tenant_id: 'nobody', event_id: 'evt_1' }, 404, undefined],
])('a bulk retry of %j is rejected', async (body, status, data) => {
  const answer = await api('POST', '/retries', body);
  expect(answer).toMatchObject({ status, body: { status, message: expect.any(String) } });
  expect(answer.body.data).toEqual(data);
});
