import { beforeAll, expect, test } from 'vitest';
import {
  attemptsOf,
  batchesOf,
  exactOf,
  folderOf,
  objectsOf,
  publish,
  published,
  rowOf,
  stored,
  TIMEOUT_MS,
} from '../support/batches.ts';
import { eventually, waybill } from '../support/waybill.ts';

const { api, enqueue, objects } = waybill();

/** The age of a batch that is not full: long enough for a busy machine to make the changes before it. */
const AGE_SECONDS = 75;

const QUIET = 'batch-quiet';
const DISABLED = 'batch-disabled';
const DELETED = 'batch-deleted';
const CHANGED = 'batch-changed';
const ERASED = 'batch-erased';
/** Its batch is full with its first event. */
const FULL = 'batch-full';

const ids = new Map<string, string>();
const pathTo = (tenant: string): string => `/tenants/${tenant}/destinations/${ids.get(tenant)}`;

beforeAll(async () => {
  const aged = { batch_max_seconds: String(AGE_SECONDS), partition: "''" };
  const configs: [string, object][] = [
    [QUIET, { ...aged, partition: '', time_zone: 'Asia/Tokyo' }],
    [DISABLED, aged],
    [DELETED, aged],
    [CHANGED, { ...aged, partition: "'before'" }],
    [ERASED, aged],
    [FULL, { batch_max_events: '1' }],
  ];
  for (const [tenant, config] of configs) ids.set(tenant, await batchesOf(tenant, config));
  await enqueue(published(QUIET, 0));
  await publish(QUIET, 0);
  await publish(QUIET, 0);
  await publish(DISABLED, 0);
  await publish(DELETED, 0);
  await publish(CHANGED, 0);
  await publish(ERASED, 0, 1);
  await publish(FULL, 0);
  // All that was published before is collected, too.
  await stored(FULL, 1);
});

test('a retry of an event in an open batch is accepted: its delivery is on its way', async () => {
  const order = { event_id: 'evt_00', destination_id: ids.get(QUIET) };
  expect((await api('POST', '/retry', { ...order })).status).toBe(202);
});

test('what changes while a batch is open applies when the batch is due', {
  timeout: TIMEOUT_MS,
}, async () => {
  const query = '?time[gte]=2026-11-22T10:00:00Z';
  const erasure = await api('DELETE', `/tenants/${ERASED}/events${query}`);
  expect(erasure.status).toBe(202);
  await api('PUT', `${pathTo(DISABLED)}/disable`);
  await api('DELETE', pathTo(DELETED));
  const key_template = 'join(\'/\', [data.country, metadata."event-id"])';
  const config = { format: 'json', key_template, partition: '', batch_max_seconds: '' };
  const changed = await api('PATCH', pathTo(CHANGED), { config });
  expect(changed.status).toBe(200);
  await publish(CHANGED, 2);
  await eventually(
    async () => (await api('GET', `/erasures/${erasure.body.id}`)).body.status === 'completed',
  );

  const [quiet, erased, before] = await Promise.all([
    stored(QUIET, 1),
    stored(ERASED, 1),
    stored(`${CHANGED}/before`, 1),
  ]);
  expect(quiet[0]?.key).toMatch(/\/date=2026-11-22\/\d{8}T\d{6}\+0900_bat_/);
  expect(quiet[0]?.rows).toEqual([rowOf(0)]);
  expect(erased[0]?.rows).toEqual([rowOf(1)]);
  expect(erased[0]?.metadata).toMatchObject({ 'waybill-events': '1' });
  expect(before[0]?.rows).toEqual([rowOf(0)]);
  const both = await eventually(async () => {
    const found = await objects(folderOf(CHANGED).prefix);
    return found.length >= 2 && found;
  });
  expect(both).toMatchObject([
    { key: `${folderOf(CHANGED).prefix}at/evt_02`, body: exactOf(2) },
    { key: expect.stringMatching(/\/before\/\d{8}T\d{6}Z_bat_/) },
  ]);
  await eventually(
    async () => (await api('GET', `/parked/count?tenant_id=${DISABLED}`)).body.count === 1,
  );
  expect(await objectsOf(DISABLED)).toEqual([]);
  await api('PUT', `${pathTo(DISABLED)}/enable`);
  expect((await stored(DISABLED, 1))[0]?.rows).toEqual([rowOf(0)]);
  expect(await attemptsOf(DELETED, 1)).toMatchObject([{ status: 'failed' }]);
  expect(await objectsOf(DELETED)).toEqual([]);
});
