import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventKey } from '../../lambdas/events/event-item.dynamo.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { eventRoutes } from '../../lambdas/events/events.routes.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';
import { startTables, type Tables } from '../support/tables.ts';

const DAY_MS = 86_400_000;
const EXPIRY = new Date(NOW.getTime() + 30 * DAY_MS);

let tables: Tables;
let clock: Date;
let log: EventStore;
beforeAll(async () => {
  tables = await startTables();
  log = new EventStore(tables.client, tables.log, 30, () => clock);
  clock = NOW;
  await log.record(anEvent({ id: 'old' }), ['des_1'], NOW);
  await log.record(anEvent({ id: 'young' }), ['des_1'], new Date(NOW.getTime() + DAY_MS));
});
afterAll(() => tables.stop());
beforeEach(() => {
  // DynamoDB deletes expired items within days; dynalite never does.
  clock = EXPIRY;
});

async function pageOf(query: string) {
  const [route] = eventRoutes({ events: log, eventData: ONLY_SMALL });
  const request = { params: {}, query: new Query(query), headers: {}, body: '' };
  const { models, pagination } = JSON.parse(encodeJson((await route?.handle(request))?.body));
  return { ids: models.map(({ id }: { id: string }) => id), ...pagination };
}

const list = async (query: string): Promise<string[]> => (await pageOf(query)).ids;

test('an event is found until the second in which it expires', async () => {
  clock = new Date(EXPIRY.getTime() - 1_000);
  expect(await log.find('acme', 'old')).toMatchObject({ id: 'old' });
  clock = EXPIRY;
  expect(await log.find('acme', 'old')).toBeUndefined();
  expect(await log.find('acme', 'young')).toMatchObject({ id: 'young' });
});

test('an expired event is not found, listed or read for a retry', async () => {
  expect(await log.findAll('old')).toEqual([]);
  expect(await log.getAll([eventKey('acme', 'old'), eventKey('acme', 'young')])).toMatchObject([
    undefined,
    { id: 'young' },
  ]);
  expect(await list('tenant_id=acme')).toEqual(['young']);
  expect(await list('')).toEqual(['young']);
  expect(await list('id=old&id=young')).toEqual(['young']);
});

const firstPage = () => pageOf('tenant_id=acme&dir=asc&limit=1');

test('a page on which all events have expired has a next page', async () => {
  const { ids, next } = await firstPage();
  expect(ids).toEqual([]);
  expect(await list(`tenant_id=acme&dir=asc&limit=1&next=${next}`)).toEqual(['young']);
});

test.each(['', '&limit=1'])(
  'a page on which all events before another have expired leads back to that event%s',
  async (limit) => {
    const young = await pageOf(`tenant_id=acme&dir=asc&next=${(await firstPage()).next}${limit}`);
    const { ids, next } = await pageOf(`tenant_id=acme&dir=asc&prev=${young.prev}${limit}`);
    expect(ids).toEqual([]);
    expect(await list(`tenant_id=acme&dir=asc&next=${next}`)).toEqual(['young']);
  },
);

test('an id can be used again once its event has expired', async () => {
  const sameId = anEvent({ id: 'old', data: '{"again":true}' });
  expect(await log.record(sameId, ['des_2'], EXPIRY)).toBe(true);
  expect(await log.record(sameId, ['des_2'], EXPIRY)).toBe(false);
  expect(await log.find('acme', 'old')).toMatchObject({ data: '{"again":true}' });
  const { Items = [] } = await tables.sdk.send(new ScanCommand({ TableName: tables.log }));
  expect(Items).toHaveLength(2);
});
