import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHouse } from '../../local/house.ts';
import { FREE_PORTS } from '../../local/house-options.ts';
import type { House } from '../../local/open-house.ts';
import { tableKeeper } from '../support/backup.ts';
import { refuses } from '../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

/** A house of its own: it loses its tables. */
let house: House;
let store: StrictS3;
let dataFolder = '';
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'waybill-restore-'));
  const buckets = ['restore-bucket'];
  house = await startHouse({ ...FREE_PORTS, apiKey: 'drill', buckets, dataFolder, log: () => {} });
  store = await startStrictS3({
    accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
    region: 'auto',
  });
}, 60_000);
afterAll(async () => {
  await store.stop();
  await house.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

test('what was backed up is restored: it is listed, retried and delivered to as before', async () => {
  const { api, tenantWith } = waybill(house);
  const keeper = tableKeeper(house.dynamodbUrl);
  const publish = async (tenant_id: string, id: string) =>
    api('POST', '/publish', { tenant_id, id, topic: 'orders', data: { id } });
  const attemptsOf = async (id: string, count = 1) =>
    eventually(async () => {
      const { models } = (await api('GET', `/attempts?event_id=${id}&dir=asc`)).body;
      return models.length >= count && models;
    });
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const destination_id = await tenantWith('drill', { config });
  await tenantWith('left', { config });
  await publish('drill', 'done');
  await attemptsOf('done');
  store.answerNext(refuses(400, 'KeyTooLongError'));
  await publish('drill', 'failed');
  await publish('left', 'left');
  for (const id of ['failed', 'left']) await attemptsOf(id);
  const seen = async () => {
    const paths = ['/tenants', '/tenants/drill/destinations', '/events', '/attempts'];
    return Promise.all(paths.map(async (path) => (await api('GET', path)).body));
  };
  const before = await seen();

  const backup = await keeper.backUp();
  // Asked for after the backup: it is not in there.
  const erase = async () => {
    const { body } = await api('DELETE', '/tenants/left/events');
    await eventually(
      async () => (await api('GET', `/erasures/${body.id}`)).body.status === 'completed',
    );
  };
  await erase();
  await keeper.lose(backup);
  expect((await api('GET', '/tenants/drill')).status).toBe(404);
  await keeper.restore(backup);

  expect(await seen()).toEqual(before);
  expect(await attemptsOf('failed')).toMatchObject([{ code: 'KeyTooLongError' }]);
  await api('POST', '/retry', { event_id: 'failed', destination_id });
  expect(await attemptsOf('failed', 2)).toMatchObject([{}, { status: 'success' }]);
  await publish('drill', 'new');
  expect(await attemptsOf('new')).toMatchObject([{ status: 'success' }]);
  expect((await publish('drill', 'done')).body.duplicate).toBe(true);
  await erase();
  expect((await api('GET', '/events?tenant_id=left')).body.models).toEqual([]);
  keeper.stop();
});
