import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, objects, tenantWith } = waybill();

const inFolder = (folder: string) => ({
  config: {
    bucket: 'another-bucket',
    region: 'us-east-1',
    key_template: `join('/', ['${folder}', metadata."event-id"])`,
  },
});

/** Publishes events for a tenant and waits until they are delivered. */
async function delivered(tenant_id: string, ids: readonly string[], given: object = {}) {
  for (const id of ids) {
    await api('POST', '/publish', { tenant_id, id, topic: 'orders', data: { id }, ...given });
  }
  await eventually(async () => {
    const { body } = await api('GET', `/attempts?tenant_id=${tenant_id}`);
    const attempted = body.models.map(({ event_id }: { event_id: string }) => event_id);
    return ids.every((id) => attempted.includes(id));
  });
}

/** Requests an erasure and waits until it is completed. */
async function erased(tenant: string, query = '') {
  const { status, body } = await api('DELETE', `/tenants/${tenant}/events${query}`);
  expect(status).toBe(202);
  return eventually(async () => {
    const { body: now } = await api('GET', `/erasures/${body.id}`);
    return now.status === 'completed' && now;
  });
}

const idsOf = async (tenant: string): Promise<string[]> => {
  const { body } = await api('GET', `/events?tenant_id=${tenant}&dir=asc`);
  return body.models.map(({ id }: { id: string }) => id);
};

test('an erasure deletes a tenant’s events and attempts, and keeps objects and other tenants’ data', async () => {
  await tenantWith('erased', inFolder('erased'));
  await tenantWith('erased2', inFolder('erased2'));
  await delivered('erased', ['era_1', 'era_2']);
  await delivered('erased2', ['era_1', 'era_2']);
  const { progress } = await erased('erased');
  expect(progress).toEqual({ deleted_events: 2, deleted_attempts: 2 });
  expect(await idsOf('erased')).toEqual([]);
  expect((await api('GET', '/attempts?tenant_id=erased')).body.models).toEqual([]);
  expect((await api('GET', '/events/era_1?tenant_id=erased')).status).toBe(404);
  expect((await objects('erased/', 'another-bucket')).map(({ key }) => key)).toEqual([
    'erased/era_1',
    'erased/era_2',
  ]);
  expect(await idsOf('erased2')).toEqual(['era_1', 'era_2']);
  expect((await api('GET', '/attempts?tenant_id=erased2')).body.models).toHaveLength(2);
});

test('an erasure of a time range deletes only its events, and their ids can be published again', async () => {
  await tenantWith('timed', inFolder('timed'));
  await delivered('timed', ['old'], { time: '2026-01-01T00:00:00Z' });
  await delivered('timed', ['new'], { time: '2026-06-01T00:00:00Z' });
  const { time, progress } = await erased('timed', '?time[lt]=2026-03-01');
  expect(time).toEqual({ lt: '2026-03-01T00:00:00Z' });
  expect(progress).toEqual({ deleted_events: 1, deleted_attempts: 1 });
  expect(await idsOf('timed')).toEqual(['new']);
  const sameId = { tenant_id: 'timed', id: 'old', topic: 'orders', data: {} };
  expect((await api('POST', '/publish', sameId)).body).toMatchObject({ duplicate: false });
});

test('an erasure works for a deleted tenant, and only for the platform', async () => {
  await tenantWith('left', inFolder('left'));
  await delivered('left', ['left_1']);
  const { body } = await api('GET', '/tenants/left/token');
  const refused = await api('DELETE', '/tenants/left/events', undefined, body.token);
  expect(refused.status).toBe(403);
  await api('DELETE', '/tenants/left');
  expect(await idsOf('left')).toEqual(['left_1']);
  const { id, progress } = await erased('left');
  expect(progress).toMatchObject({ deleted_events: 1 });
  expect(await idsOf('left')).toEqual([]);
  expect((await api('GET', '/erasures?tenant_id=left')).body.models).toMatchObject([{ id }]);
});

test('an invalid request deletes nothing', async () => {
  await tenantWith('typo', inFolder('typo'));
  await delivered('typo', ['typo_1']);
  const misspelled = await api('DELETE', '/tenants/typo/events?tme[lt]=2020-01-01');
  expect(misspelled).toMatchObject({
    status: 422,
    body: { data: { 'query.tme[lt]': 'is not a known parameter' } },
  });
  const withBody = await api('DELETE', '/tenants/typo/events', { time: { lt: '2020-01-01' } });
  expect(withBody).toMatchObject({ status: 422, body: { data: { body: 'must be empty' } } });
  expect(await idsOf('typo')).toEqual(['typo_1']);
});
