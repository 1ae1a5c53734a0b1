import { afterAll, beforeAll, expect, test } from 'vitest';
import { Query } from '../../lambdas/platform/http/query.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { tenantRoutes } from '../../lambdas/tenants/tenants.routes.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const IDS = [...Array(45).keys()].map((n) => `t${String(n).padStart(2, '0')}`);
let tables: Tables;
let tenants: TenantStore;

beforeAll(async () => {
  tables = await startTables();
  tenants = new TenantStore(tables.client, tables.destinations);
  // All are created in the same millisecond. A cursor with only a time would skip some.
  await Promise.all(IDS.map((id) => tenants.add(aTenant({ id }))));
  await tenants.add(aTenant({ id: 'gone' }));
  await tenants.delete('gone', NOW);
});
afterAll(() => tables.stop());

interface Body {
  models: { id: string; destinations_count: number; topics: string[] }[];
  pagination: { next: string | null; prev: string | null; limit: number; order_by: string };
  count: number;
}

async function list(raw: string): Promise<Body> {
  const routes = tenantRoutes({
    tenants,
    destinationsOf: async (id) => (id === 't07' ? [{ topics: ['orders'] }] : []),
    deleteDestinationsOf: async () => {},
    now: () => NOW,
    newId: () => 'unused',
  });
  const route = routes.find(({ path }) => path === '/api/v1/tenants');
  const request = { params: {}, query: new Query(raw), headers: {}, body: '' };
  return JSON.parse(JSON.stringify((await route?.handle(request))?.body));
}

async function readAllPages(raw: string): Promise<string[]> {
  const ids: string[] = [];
  let next: string | null = null;
  do {
    const page: Body = await list(next ? `${raw}&next=${next}` : raw);
    ids.push(...page.models.map(({ id }) => id));
    next = page.pagination.next;
  } while (next);
  return ids;
}

test('lists every tenant once, in both orders, with the total count', async () => {
  expect(await readAllPages('limit=10')).toEqual(IDS.toReversed());
  expect(await readAllPages('limit=7&dir=asc')).toEqual(IDS);
  const { count, models, pagination } = await list('');
  expect({ count, shown: models.length, ...pagination }).toMatchObject({
    count: 45,
    shown: 20,
    limit: 20,
    order_by: 'created_at',
    prev: null,
  });
});

test('lists a tenant with the topics of its destinations', async () => {
  const { models, count } = await list('id[]=t07&id[]=gone&id[]=nobody');
  expect(count).toBe(1);
  expect(models).toMatchObject([{ id: 't07', destinations_count: 1, topics: ['orders'] }]);
});

test('paginates tenants selected by id', async () => {
  expect(await readAllPages('id=t03&id=t01&id=t02&limit=2')).toEqual(['t03', 't02', 't01']);
});

test.each(['limit=0', 'limit=101', 'limit=ten'])('rejects a list with %s', async (raw) => {
  await expect(list(raw)).rejects.toMatchObject({ status: 400 });
});

test('a tenant that is named twice is listed and counted once', async () => {
  const { models, count, pagination } = await list('id=t07&id[]=t07&id=t08&limit=2');
  expect(models.map(({ id }) => id)).toEqual(['t08', 't07']);
  expect({ count, next: pagination.next }).toEqual({ count: 2, next: null });
});
