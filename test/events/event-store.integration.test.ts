import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { eventRoutes } from '../../lambdas/events/events.routes.ts';
import { readTimeline } from '../../lambdas/platform/dynamodb/timeline.dynamo.ts';
import { ownerPartitions } from '../../lambdas/platform/dynamodb/timeline.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { encodeJson } from '../../lambdas/platform/json/json.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let log: EventStore;
beforeAll(async () => {
  tables = await startTables();
  log = new EventStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());

interface ListBody {
  models: { id: string }[];
  pagination: { next: string | null; prev: string | null };
}

async function list(query: string): Promise<ListBody> {
  const route = eventRoutes({ events: log, eventData: ONLY_SMALL }).find(
    ({ path }) => path === '/api/v1/events',
  );
  const request = { params: {}, query: new Query(query), headers: {}, body: '' };
  const response = await route?.handle(request);
  return JSON.parse(encodeJson(response?.body));
}

async function readAllPages(
  query: string,
  side: 'next' | 'prev',
  first?: string,
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor = first;
  for (;;) {
    const { models, pagination } = await list(cursor ? `${query}&${side}=${cursor}` : query);
    pages.push(models.map(({ id }) => id));
    if (pagination[side] === null) return pages;
    cursor = pagination[side];
  }
}

test('an event is recorded once per tenant, and read back byte for byte', async () => {
  const event = anEvent({ id: 'fidelity', data: '{"x":1.0,"y":12345678901234567890}' });
  expect(await log.record(event, ['des_1'], NOW)).toBe(true);
  expect(await log.record({ ...event, data: '{}' }, ['des_2'], NOW)).toBe(false);
  expect(await log.record({ ...event, tenant_id: 'other' }, ['des_1'], NOW)).toBe(true);
  expect(await log.find('acme', 'fidelity')).toMatchObject({
    ...event,
    destination_ids: ['des_1'],
  });
  expect(await log.findAll('fidelity')).toHaveLength(2);
});

test('metadata may have any names', async () => {
  const metadata = {
    constructor: 'Acme Builders',
    toString: 'x',
    valueOf: 'y',
    hasOwnProperty: '',
  };
  await log.record(anEvent({ id: 'named', metadata }), ['des_1'], NOW);
  expect((await log.find('acme', 'named'))?.metadata).toEqual(metadata);
});

describe('listing', () => {
  const ids = [...Array(57).keys()].map((n) => `evt_${String(n).padStart(2, '0')}`);
  beforeAll(async () => {
    const events = ids.map((id, n) =>
      anEvent({ id, tenant_id: 'lister', topic: n % 3 === 0 ? 'orders' : 'users' }),
    );
    await Promise.all(
      events.map((event) => log.record(event, ['des_1', `des_${event.topic}`], NOW)),
    );
  });

  test('pages contain every event with the same time once, in both orders', async () => {
    const descending = await readAllPages('tenant_id=lister&limit=10', 'next');
    expect(descending.map((page) => page.length)).toEqual([10, 10, 10, 10, 10, 7]);
    expect(descending.flat()).toEqual(ids.toReversed());
    expect((await readAllPages('tenant_id=lister&limit=10&dir=asc', 'next')).flat()).toEqual(ids);
  });

  test('prev returns the same pages in reverse', async () => {
    const pages = await readAllPages('tenant_id=lister&limit=10', 'next');
    let cursor: string | undefined;
    for (let page = 1; page < pages.length; page += 1) {
      const { pagination } = await list(
        `tenant_id=lister&limit=10${cursor ? `&next=${cursor}` : ''}`,
      );
      cursor = pagination.next ?? undefined;
    }
    const last = await list(`tenant_id=lister&limit=10&next=${cursor}`);
    const back = await readAllPages(
      'tenant_id=lister&limit=10',
      'prev',
      last.pagination.prev ?? '',
    );
    expect(back).toEqual(pages.slice(0, -1).toReversed());
  });

  test('events recorded between two pages cause neither gaps nor duplicates', async () => {
    const first = await list('tenant_id=lister&limit=20');
    await log.record(anEvent({ id: 'evt_99', tenant_id: 'lister' }), ['des_1'], NOW);
    const rest = await readAllPages(
      'tenant_id=lister&limit=20',
      'next',
      first.pagination.next ?? '',
    );
    const seen = [...first.models.map(({ id }) => id), ...rest.flat()];
    expect(seen).toEqual(ids.toReversed());
  });

  test('filters by topic, destination, id and time', async () => {
    const orders = await list(
      'tenant_id=lister&topic=orders&limit=100&time[lt]=2026-11-22T09:59:59Z',
    );
    expect(orders.models.every(({ id }) => id === 'evt_99' || Number(id.slice(4)) % 3 === 0)).toBe(
      true,
    );
    expect(orders.models).toHaveLength(20);
    const byDestination = await list('tenant_id=lister&destination_id[]=des_users&limit=100');
    expect(byDestination.models).toHaveLength(38);
    const byId = await list('id[0]=evt_03&id[1]=evt_01&id[2]=nothing&tenant_id=lister');
    expect(byId.models.map(({ id }) => id)).toEqual(['evt_03', 'evt_01']);
    expect((await list('tenant_id=lister&time[gt]=2026-11-22T09:59:58Z')).models).toEqual([]);
    expect(
      (await list('tenant_id=lister&time[gte]=2026-11-22T09:59:58Z&limit=5')).models,
    ).toHaveLength(5);
    expect((await list('tenant_id=lister&time[gt]=2027-01-01&time[lt]=2026-01-01')).models).toEqual(
      [],
    );
  });

  test('stops after too many rows that do not match, and returns the position reached', async () => {
    const source = {
      client: tables.client,
      table: tables.log,
      index: 'by-owner' as const,
      partitions: ownerPartitions('EVENTS', 'lister'),
    };
    const reading = { after: ' ', before: '~', descending: true, limit: 5 };
    const none = await readTimeline(source, { ...reading, wanted: () => false }, 10);
    expect(none).toMatchObject({ rows: [], more: true });
    const rest = { ...reading, before: none.readTo ?? '', limit: 100, wanted: () => true };
    const { rows } = await readTimeline(source, rest);
    expect(rows.map(({ pk }) => pk)).toEqual(
      ids
        .toReversed()
        .slice(9)
        .map((id) => `EVENT#${id}`),
    );
  });

  test('lists the events of all tenants for the platform', async () => {
    const all = (await readAllPages('limit=30', 'next')).flat();
    expect(new Set(all).size).toBe(all.length - 1); // "fidelity" was published by two tenants
    expect(all).toEqual(expect.arrayContaining([...ids, 'fidelity']));
  });
});

test('a page of large events ends early, and the next page continues there', async () => {
  const data = JSON.stringify({ blob: 'x'.repeat(250_000) });
  const ids = [...Array(20).keys()].map((n) => `large_${n}`);
  await Promise.all(
    ids.map((id) => log.record(anEvent({ id, tenant_id: 'large', data }), ['des_1'], NOW)),
  );
  const pages = await readAllPages('tenant_id=large', 'next');
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.flat().toSorted()).toEqual(ids.toSorted());
});
