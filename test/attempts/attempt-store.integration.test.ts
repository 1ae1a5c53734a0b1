import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { Attempt } from '../../lambdas/attempts/attempt.ts';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { attemptRoutes } from '../../lambdas/attempts/attempts.routes.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { anAttempt, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let log: AttemptStore;
beforeAll(async () => {
  tables = await startTables();
  log = new AttemptStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());

const ids = (tenant: string) => (tenant === 'acme' ? ['des_1', 'des_2'] : []);

async function get(
  path: string,
  params: Record<string, string>,
  query = '',
  data = '',
  subject?: string,
  inBatches: readonly (readonly [string, readonly string[]])[] = [],
) {
  const deps = {
    attempts: log,
    batchesOf: async () => new Map(inBatches),
    findTenant: async (tenant: string) =>
      tenant === 'nobody'
        ? undefined
        : { destinations: Object.fromEntries(ids(tenant).map((id) => [id, 'reserved'])) },
    destinationIdsOf: async (tenant: string) => ids(tenant),
    eventsOf: async (attempts: readonly Attempt[], withData: boolean) =>
      attempts.map(({ event_id }) => async () => ({
        id: event_id,
        withData,
        ...(data && { data }),
      })),
    destinationsOf: async (attempts: readonly Attempt[]) =>
      attempts.map(({ destination_id }) => ({ id: destination_id })),
  };
  const routes = attemptRoutes(deps, { event: z.unknown(), destination: z.unknown() });
  const route = routes.find((candidate) => candidate.path === path);
  const request = { params, query: new Query(query), headers: {}, body: '', subject };
  const response = await route?.handle(request);
  return JSON.parse(encodeJson(response?.body));
}

const made = async (given: Parameters<typeof anAttempt>[0]) => {
  const attempt = anAttempt({ id: `atm_${ulid(NOW.getTime())}`, ...given });
  await log.record(attempt);
  return attempt;
};

test('keeps the first record of an attempt', async () => {
  const first = anAttempt({ event_id: 'twice', code: 'SlowDown' });
  const second = anAttempt({ event_id: 'twice', code: 'OK', status: 'success' });
  expect(await log.record(first)).toBe(true);
  expect(await log.record(second)).toBe(false);
  expect(await log.existing(first)).toEqual(first);
  expect(await log.existing({ ...first, attempt_number: 2 })).toBeUndefined();
  const { models } = await get('/api/v1/attempts', {}, 'event_id=twice');
  expect(models).toHaveLength(1);
});

test('returns the tried destinations of an event for its tenant only', async () => {
  await made({ event_id: 'tried', destination_id: 'des_1' });
  await made({ event_id: 'tried', destination_id: 'des_2', attempt_number: 1 });
  await made({ event_id: 'tried', tenant_id: 'acme2', destination_id: 'des_3' });
  expect(await log.destinationsTried('acme', 'tried')).toEqual(new Set(['des_1', 'des_2']));
});

test('finds an attempt by its id, with the requested includes', async () => {
  const attempt = await made({ event_id: 'found' });
  const path = '/api/v1/attempts/{attempt_id}';
  expect(await get(path, { attempt_id: attempt.id })).toEqual({
    id: attempt.id,
    tenant_id: 'acme',
    event_id: 'found',
    destination_id: 'des_1',
    destination_type: 'aws_s3',
    status: 'failed',
    time: NOW.toISOString(),
    code: 'SlowDown',
    attempt_number: 1,
    manual: false,
    latency_ms: null,
  });
  const query = 'include=event.data,response_data&include=destination';
  expect(await get(path, { attempt_id: attempt.id }, query)).toMatchObject({
    response_data: { error: 'Please reduce your request rate.' },
    event: { id: 'found', withData: true },
    destination: { id: 'des_1' },
  });
  const elsewhere =
    '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/attempts/{attempt_id}';
  const params = { tenant_id: 'acme', destination_id: 'des_2', attempt_id: attempt.id };
  await expect(get(elsewhere, params)).rejects.toMatchObject({ status: 404 });
});

test('shows the attempt of a batch with all events of the filter that are in it', async () => {
  const batch = {
    ...{ log: 'BATCH#acme', first: 0, last: 3, partition: 'date=2026-11-29/' },
    ...({ cut: 'age', events: 9, bytes: 900 } as const),
  };
  await made({ event_id: 'bat_shown', batch });
  const query = 'event_id=in_1&event_id=in_2';
  const inBatches = [['bat_shown', ['in_1', 'in_2']]] as const;
  expect(await get('/api/v1/attempts', {}, query, '', undefined, inBatches)).toMatchObject({
    models: [{ event_id: 'in_1', batch: { id: 'bat_shown', event_ids: ['in_1', 'in_2'] } }],
  });
  const { models } = await get('/api/v1/attempts', {}, 'event_id=bat_shown');
  expect(models).toMatchObject([{ event_id: 'bat_shown', batch: { id: 'bat_shown' } }]);
  expect(models[0].batch).not.toHaveProperty('event_ids');
});

test.each(['atm_nothing', 'nothing', `atm_${ulid()}`, 'atm_'])(
  'does not find an attempt %s',
  async (id) => {
    await expect(get('/api/v1/attempts/{attempt_id}', { attempt_id: id })).rejects.toMatchObject({
      status: 404,
      message: 'attempt not found',
    });
  },
);

test('attempts are listed by destination, tenant, event, status and code, newest first', async () => {
  for (let n = 1; n <= 12; n += 1) {
    const time = new Date(NOW.getTime() + n);
    await made({
      id: `atm_${ulid(time.getTime())}`,
      time: time.toISOString(),
      event_id: `listed_${n}`,
      destination_id: n % 2 === 0 ? 'des_1' : 'des_2',
      tenant_id: n <= 10 ? 'acme' : 'other',
      status: n % 3 === 0 ? 'success' : 'failed',
      code: n % 3 === 0 ? 'OK' : n % 3 === 1 ? 'AccessDenied' : 'SlowDown',
      topic: 'listed',
    });
  }
  const list = async (query: string) =>
    (await get('/api/v1/attempts', {}, `topic=listed&${query}`)).models.map(
      ({ event_id }: { event_id: string }) => Number(event_id.slice('listed_'.length)),
    );
  expect(await list('tenant_id=acme')).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(await list('tenant_id=acme&destination_id=des_1')).toEqual([10, 8, 6, 4, 2]);
  expect(await list('status=success')).toEqual([12, 9, 6, 3]);
  expect(await list('tenant_id=acme&status=success&dir=asc')).toEqual([3, 6, 9]);
  expect(await list('tenant_id=acme&code=AccessDenied')).toEqual([10, 7, 4, 1]);
  expect(await list('destination_id=des_1&code=AccessDenied&code=SlowDown&tenant_id=acme')).toEqual(
    [10, 8, 4, 2],
  );
  expect(await list('event_id[]=listed_3&event_id[]=listed_4&code=OK')).toEqual([3]);
  expect(await list('event_id[]=listed_3&event_id[]=listed_4')).toEqual([4, 3]);
  expect(await list('event_id=listed_12&tenant_id=acme')).toEqual([]);
  expect(await list('tenant_id=nobody')).toEqual([]);
  const byId = (await get('/api/v1/attempts', {}, 'event_id=listed_5')).models[0].id;
  expect(await list(`id=${byId}&id=none`)).toEqual([5]);
  expect(await list(`id=${byId}&tenant_id=other`)).toEqual([]);
  const ofOne = await get(
    '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/attempts',
    { tenant_id: 'acme', destination_id: 'des_2' },
    'topic=listed&limit=2',
  );
  expect(ofOne.models.map(({ event_id }: { event_id: string }) => event_id)).toEqual([
    'listed_9',
    'listed_7',
  ]);
  expect(ofOne.pagination.next).not.toBeNull();
});

test.each([
  ['', 'nobody', 'des_1', 'tenant not found'],
  ['', 'acme', 'des_deleted', 'destination not found'],
  ['', 'acme', 'constructor', 'destination not found'],
  ['', 'other', 'des_1', 'destination not found'],
  ['/{attempt_id}', 'nobody', 'des_1', 'tenant not found'],
  ['/{attempt_id}', 'acme', 'des_deleted', 'destination not found'],
  ['/{attempt_id}', 'acme', 'des_1', 'attempt not found'],
])(
  'attempts%s at a path with tenant %s and destination %s: %s',
  async (suffix, tenant_id, destination_id, message) => {
    const event_id = `${tenant_id}/${destination_id}${suffix}`;
    const { id } = await made({ event_id, destination_id: 'des_deleted' });
    const path = `/api/v1/tenants/{tenant_id}/destinations/{destination_id}/attempts${suffix}`;
    const params = { tenant_id, destination_id, attempt_id: id };
    await expect(get(path, params)).rejects.toMatchObject({ status: 404, message });
    expect(await get('/api/v1/attempts/{attempt_id}', { attempt_id: id })).toMatchObject({ id });
  },
);

test.each([
  ['status=done', { 'query.status': 'must be success or failed' }],
  ['include=secrets', { 'query.include': expect.stringContaining('got secrets') }],
  ['time[gte]=soon', { 'query.time[gte]': 'must be an RFC 3339 time or a date' }],
  ['time[near]=2026-01-01', { 'query.time[near]': expect.stringContaining('is not an operator') }],
])('rejects a list with %s', async (query, data) => {
  await expect(get('/api/v1/attempts', {}, query)).rejects.toMatchObject({ status: 422, data });
});

test('a page of attempts with large events ends early, and the next page continues there', async () => {
  for (let n = 0; n < 30; n += 1) {
    const time = new Date(NOW.getTime() + n);
    const id = `atm_${ulid(time.getTime())}`;
    await made({ id, time: time.toISOString(), event_id: `large_${n}`, topic: 'large' });
  }
  const data = 'x'.repeat(250_000);
  const pages: string[][] = [];
  let next = '';
  do {
    const { models, pagination } = await get(
      '/api/v1/attempts',
      {},
      `topic=large&include=event.data${next}`,
      data,
    );
    pages.push(models.map(({ event_id }: { event_id: string }) => event_id));
    next = pagination.next ? `&next=${pagination.next}` : '';
  } while (next);
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flat()).toEqual([...Array(30).keys()].map((n) => `large_${n}`).toReversed());
});

test('an attempt is found only for the requested tenant, and for a token’s own tenant', async () => {
  const { id } = await made({ event_id: 'owned', tenant_id: 'acme' });
  const found = (query: string, subject?: string) =>
    get('/api/v1/attempts/{attempt_id}', { attempt_id: id }, query, '', subject);
  for (const query of ['', 'tenant_id=acme', 'tenant_id=globex&tenant_id=acme']) {
    expect(await found(query)).toMatchObject({ id });
  }
  await expect(found('tenant_id=globex')).rejects.toMatchObject({ status: 404 });
  expect(await found('tenant_id=globex', 'acme')).toMatchObject({ id });
  await expect(found('tenant_id=acme', 'globex')).rejects.toMatchObject({ status: 404 });
});
