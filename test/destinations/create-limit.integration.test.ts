import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CREATE_RATE } from '../../lambdas/destinations/create-destination.ts';
import { deleteDestination } from '../../lambdas/destinations/delete-destination.ts';
import { destinationKey } from '../../lambdas/destinations/destination-item.dynamo.ts';
import {
  type DestinationRoutesDeps,
  destinationRoutes,
} from '../../lambdas/destinations/destinations.routes.ts';
import { itemSize } from '../../lambdas/platform/dynamodb/item-size.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { limitIn } from '../../lambdas/platform/rate-limit/rate-limit.dynamo.ts';
import { asHttp } from '../support/as-http.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { RULES, routesDeps } from './routes-deps.ts';

let tables: Tables;
let deps: DestinationRoutesDeps;
let tenant = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(async ({ task }) => {
  tenant = task.id;
  const rate = { ...CREATE_RATE, burst: 2 };
  const createLimit = limitIn(tables.client, tables.destinations, 'CREATES', rate);
  deps = { ...routesDeps(tables), createLimit, rules: { ...RULES, maxPerTenant: 20 } };
  await deps.tenants.add(aTenant({ id: tenant }));
});

const BODY = {
  type: 'aws_s3',
  topics: ['orders'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
};

const create = (subject: string | undefined, given: object = {}) => {
  const route = destinationRoutes(deps).find(({ method }) => method === 'POST');
  const request = { params: { tenant_id: tenant }, query: new Query('', []), headers: {}, subject };
  return asHttp(route?.handle({ ...request, body: JSON.stringify({ ...BODY, ...given }) }));
};

test('a tenant that creates and deletes destinations with its token gets 429', async () => {
  for (const id of ['one', 'two']) {
    expect(await create(tenant, { id })).toMatchObject({ status: 201 });
    await deleteDestination(deps, tenant, id);
  }
  await expect(create(tenant)).rejects.toMatchObject({
    status: 429,
    message:
      'too many new destinations: the limit is 6 per hour with a burst of 2; retry after 600 s',
  });
  expect((await deps.destinations.loadTenant(tenant))?.destinations).toEqual([]);
});

test('an invalid destination does not count towards the limit', async () => {
  for (let n = 0; n < 3; n += 1)
    await expect(create(tenant, { topics: [] })).rejects.toMatchObject({ status: 422 });
  expect(await create(tenant)).toMatchObject({ status: 201 });
});

test('an API key may create any number', async () => {
  for (let n = 0; n < 4; n += 1) expect(await create(undefined)).toMatchObject({ status: 201 });
});

test('a deleted destination is stored in less than half a kilobyte, regardless of its size', async () => {
  const id = 'large';
  await create(undefined, {
    id,
    topics: Array.from({ length: 100 }, (_, n) => `topic-${n}-${'x'.repeat(100)}`),
    config: { ...BODY.config, prefix: 'x'.repeat(500) },
    filter: { data: { text: 'x'.repeat(5_000) } },
    metadata: { text: 'x'.repeat(5_000) },
    retry_schedule: [30, 60],
  });
  await deleteDestination(deps, tenant, id);
  const { Item = {} } = await tables.client.get({
    TableName: tables.destinations,
    Key: destinationKey(tenant, id),
  });
  expect(Item).toMatchObject({ deleted_at: NOW.toISOString(), topics: [], config: {} });
  expect(itemSize(Item)).toBeLessThan(512);
});
