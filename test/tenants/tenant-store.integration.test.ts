import { afterAll, beforeAll, expect, test } from 'vitest';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let tenants: TenantStore;
beforeAll(async () => {
  tables = await startTables();
  tenants = new TenantStore(tables.client, tables.destinations);
});
afterAll(() => tables.stop());

test('a tenant is added once and read back unchanged', async () => {
  const tenant = aTenant({ id: 'once', metadata: { plan: 'gold' } });
  expect(await tenants.add(tenant)).toBe(true);
  expect(await tenants.add(tenant)).toBe(false);
  expect(await tenants.find('once')).toEqual(tenant);
});

test('an update replaces metadata if given, and keeps it otherwise', async () => {
  await tenants.add(aTenant({ id: 'updated', metadata: { plan: 'gold' } }));
  const later = new Date('2026-11-22T11:00:00Z');
  expect(await tenants.update('updated', undefined, later)).toBe(true);
  expect(await tenants.find('updated')).toMatchObject({
    metadata: { plan: 'gold' },
    updated_at: '2026-11-22T11:00:00.000Z',
  });
  await tenants.update('updated', { seats: '5' }, later);
  expect((await tenants.find('updated'))?.metadata).toEqual({ seats: '5' });
  expect(await tenants.update('nobody', undefined, later)).toBe(false);
});

test('concurrent reservations succeed only up to the limit', async () => {
  await tenants.add(aTenant({ id: 'limited' }));
  const ids = [...Array(30).keys()].map((n) => `des_${n}`);
  const results = await Promise.all(ids.map((id) => tenants.reserve('limited', id, 'token', 20)));
  expect(results.filter(Boolean)).toHaveLength(20);
  expect(Object.keys((await tenants.find('limited'))?.destinations ?? {})).toHaveLength(20);
});

test('an id can be reserved once, and again after its release', async () => {
  await tenants.add(aTenant({ id: 'again' }));
  const reserve = () => tenants.reserve('again', 'des_a.b:c', 'token', 20);
  expect(await reserve()).toBe(true);
  expect(await reserve()).toBe(false);
  await tenants.release('again', 'des_a.b:c', 'another token');
  expect(await reserve()).toBe(false);
  await tenants.release('again', 'des_a.b:c', 'token');
  expect(await reserve()).toBe(true);
});

test('a deleted tenant rejects updates and reservations, and can be replaced', async () => {
  await tenants.add(aTenant({ id: 'gone' }));
  expect(await tenants.delete('gone', NOW)).toBe(true);
  expect(await tenants.delete('gone', NOW)).toBe(false);
  expect(await tenants.update('gone', undefined, NOW)).toBe(false);
  expect(await tenants.reserve('gone', 'des_1', 'token', 20)).toBe(false);
  expect((await tenants.find('gone'))?.deleted_at).toBe(NOW.toISOString());
  expect(await tenants.add(aTenant({ id: 'gone' })), 'knows another predecessor').toBe(false);
  const predecessor_deleted_at = NOW.toISOString();
  expect(await tenants.add(aTenant({ id: 'gone', predecessor_deleted_at }))).toBe(true);
  expect((await tenants.find('gone'))?.deleted_at).toBeUndefined();
});
