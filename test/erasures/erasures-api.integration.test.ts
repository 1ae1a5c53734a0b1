import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { erasureRoutes } from '../../lambdas/erasures/erasures.routes.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { aContext, anHttpEvent } from '../support/lambda.ts';
import { at, startEraser } from './eraser.ts';

const ALL = '/api/v1/erasures';

let eraser: Awaited<ReturnType<typeof startEraser>>;
beforeAll(async () => {
  eraser = await startEraser();
});
afterAll(() => eraser.stop());

async function call(
  method: string,
  path: string,
  { query = '', body = '', deps = eraser.deps } = {},
) {
  const event = anHttpEvent(method, path, { rawQueryString: query, body });
  const answer = await httpHandler(erasureRoutes(deps))(event, aContext());
  return {
    status: answer.statusCode,
    headers: answer.headers,
    body: JSON.parse(answer.body ?? ''),
  };
}

const ask = (tenant: string, given: Parameters<typeof call>[2] = {}) =>
  call('DELETE', `/api/v1/tenants/${tenant}/events`, given);

const list = async (query: string) => (await call('GET', ALL, { query })).body;

test('a request returns the erasure and its location', async () => {
  const asked = await ask('asker', { query: 'time[lt]=2026-11-01&time[gte]=2026-10-01T00:00:00Z' });
  expect(asked).toMatchObject({
    status: 202,
    headers: { location: `/api/v1/erasures/${asked.body.id}` },
  });
  expect(asked.body).toEqual({
    id: expect.stringMatching(/^era_/),
    tenant_id: 'asker',
    status: 'queued',
    time: { gte: '2026-10-01T00:00:00Z', lt: '2026-11-01T00:00:00Z' },
    progress: { deleted_events: 0, deleted_attempts: 0 },
    created_at: at(0).toISOString(),
    updated_at: at(0).toISOString(),
    completed_at: null,
  });
  expect(eraser.asked).toContainEqual({ erasure_id: asked.body.id, tenant_id: 'asker', step: 0 });
  const found = await call('GET', `${ALL}/${asked.body.id}`);
  expect(found).toMatchObject({ status: 200, body: asked.body });
});

describe('nothing is deleted by an ambiguous request:', () => {
  test.each([
    ['before=2026-01-01', { 'query.before': 'is not a known parameter' }],
    ['tme[lt]=2026-01-01', { 'query.tme[lt]': 'is not a known parameter' }],
    ['topic=orders&a=b', { 'query.topic': expect.anything(), 'query.a': expect.anything() }],
    ['time[before]=2026-01-01', { 'query.time[before]': expect.stringMatching(/use time\[gte\]/) }],
    ['time=2026-01-01', { 'query.time': expect.stringMatching(/not a parameter/) }],
    ['time[lt]=', { 'query.time[lt]': 'must be an RFC 3339 time or a date' }],
    ['time[lt]=soon', { 'query.time[lt]': 'must be an RFC 3339 time or a date' }],
    ['time[lt]=2026-01-01&time[lt]=2025-01-01', { 'query.time[lt]': 'must be given only once' }],
    ['time[gt]=2026-01-02&time[lt]=2026-01-01', ['time must start before it ends']],
  ])('with %s', async (query, data) => {
    expect(await ask('careless', { query })).toMatchObject({ status: 422, body: { data } });
  });

  test.each(['{}', '{"time":{"lt":"2026-01-01"}}'])('with the body %s', async (body) => {
    expect(await ask('careless', { body })).toMatchObject({
      status: 422,
      body: { data: { body: 'must be empty' } },
    });
  });

  test('for an invalid tenant id', async () => {
    expect(await ask('a%20b')).toMatchObject({ status: 422 });
    expect((await list('tenant_id=careless')).models).toEqual([]);
  });
});

test('erasures are listed newest first, optionally by tenant', async () => {
  for (const tenant of ['lister', 'lister', 'another']) {
    await ask(tenant);
    // Erasures of the same millisecond have no order.
    await setTimeout(2);
  }
  const { models } = await list('tenant_id=lister');
  expect(models).toMatchObject([{ tenant_id: 'lister' }, { tenant_id: 'lister' }]);
  const first = await list('limit=1');
  expect(first.models).toMatchObject([{ tenant_id: 'another' }]);
  expect(first.pagination.next).not.toBeNull();
  const one = `${ALL}/${models[0].id}`;
  expect(await call('GET', one, { query: 'tenant_id=lister' })).toMatchObject({ status: 200 });
  expect(await call('GET', one, { query: 'tenant_id=another' })).toMatchObject({ status: 404 });
});

test('an unknown erasure id is not found', async () => {
  expect(await call('GET', `${ALL}/era_no`)).toMatchObject({
    status: 404,
    body: { message: 'erasure not found' },
  });
});

test('an erasure that cannot be queued is not recorded, and the request fails', async () => {
  const deps = { ...eraser.deps, send: () => Promise.reject(new Error('no queue')) };
  expect(await ask('unlucky', { deps })).toMatchObject({ status: 500 });
  expect((await list('tenant_id=unlucky')).models).toEqual([]);
});
