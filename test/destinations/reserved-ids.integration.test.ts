import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDestination } from '../../lambdas/destinations/create-destination.ts';
import { destinationKey } from '../../lambdas/destinations/destination-item.dynamo.ts';
import { CreateInput } from '../../lambdas/destinations/destination-schema.ts';
import {
  type DestinationRoutesDeps,
  destinationRoutes,
} from '../../lambdas/destinations/destinations.routes.ts';
import { toHttpError } from '../../lambdas/platform/http/http-error.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { RESERVED_NAMES } from '../../lambdas/platform/json/identifier.ts';
import { TENANT_SK, tenantPartition } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { tenantRoutes } from '../../lambdas/tenants/tenants.routes.ts';
import { aDestination, aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { RULES, routesDeps } from './routes-deps.ts';

const MAX = 2;
const BODY = {
  type: 'aws_s3',
  topics: ['orders'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
};

let tables: Tables;
let deps: DestinationRoutesDeps;
let tenant = '';

beforeAll(async () => {
  tables = await startTables();
  deps = { ...routesDeps(tables), rules: { ...RULES, maxPerTenant: MAX } };
});
afterAll(() => tables.stop());
beforeEach(async ({ task }) => {
  tenant = task.id;
  await deps.tenants.add(aTenant({ id: tenant }));
});

async function ask(method: string, params: Record<string, string>, given?: object) {
  const routes = [
    ...destinationRoutes(deps),
    ...tenantRoutes({
      tenants: deps.tenants,
      destinationsOf: async (id) => (await deps.destinations.loadTenant(id))?.destinations ?? [],
      deleteDestinationsOf: async (id) => void (await deps.destinations.deleteOrphans(id, NOW)),
      now: () => NOW,
      newId: deps.newId,
    }),
  ];
  const names = Object.keys(params).map((name) => `{${name}}`);
  const path = `/api/v1/tenants/${names.join('/destinations/')}`;
  const route = routes.find(
    (one) => one.method === method && one.path === (given ? `${path}/destinations` : path),
  );
  if (!route) throw new Error(`no route ${method} ${path}`);
  const body = given ? JSON.stringify(given) : '';
  try {
    const { status } = await route.handle({ params, query: new Query(''), headers: {}, body });
    return { status };
  } catch (error) {
    const { status, data } = toHttpError(error);
    return { status, data };
  }
}

/** Stores a destination as an older version did, which allowed any id. */
async function stored(id: string, named: boolean): Promise<void> {
  const Item = { ...destinationKey(tenant, id), ...aDestination({ id, tenant_id: tenant }) };
  await tables.sdk.send(new PutCommand({ TableName: tables.destinations, Item }));
  if (!named) return;
  await tables.sdk.send(
    new UpdateCommand({
      TableName: tables.destinations,
      Key: { pk: tenantPartition(tenant), sk: TENANT_SK },
      UpdateExpression: 'SET destinations.#id = :token',
      ExpressionAttributeNames: { '#id': id },
      ExpressionAttributeValues: { ':token': ulid(NOW.getTime()) },
    }),
  );
}

const listed = async () =>
  (await deps.destinations.loadTenant(tenant))?.destinations.map(({ id }) => id);

const create = (given: object = {}) =>
  createDestination(deps, tenant, CreateInput.parse({ ...BODY, ...given }));

test.each(RESERVED_NAMES)('no new destination or tenant can have the id %s', async (id) => {
  const error = `must not be ${id}, which is a reserved name`;
  expect(await ask('POST', { tenant_id: tenant }, { ...BODY, id })).toEqual({
    status: 422,
    data: [`id ${error}`],
  });
  expect(await ask('PUT', { tenant_id: id })).toEqual({
    status: 422,
    data: [`tenant_id ${error}`],
  });
  expect(await deps.tenants.find(id)).toBeUndefined();
});

describe.each(RESERVED_NAMES)('a stored destination with the id %s', (id) => {
  test('does not belong to the tenant if it is an orphan of a deleted tenant with the same id', async () => {
    await stored(id, false);
    expect(await listed()).toEqual([]);
    expect(await ask('GET', { tenant_id: tenant, destination_id: id })).toMatchObject({
      status: 404,
    });
  });

  test('is deleted with its tenant', async () => {
    await stored(id, false);
    await ask('DELETE', { tenant_id: tenant });
    expect(await deps.destinations.find(tenant, id)).toMatchObject({
      deleted_at: NOW.toISOString(),
      credentials: {},
    });
  });

  test.each([true, false])(
    'can be deleted and releases its reservation: reserved %s',
    async (named) => {
      await stored(id, named);
      const where = { tenant_id: tenant, destination_id: id };
      expect(await ask('DELETE', where)).toEqual({ status: 200 });
      expect(await deps.destinations.find(tenant, id)).toMatchObject({
        deleted_at: NOW.toISOString(),
        credentials: {},
      });
      expect(await ask('DELETE', where)).toMatchObject({ status: 404 });
      for (let count = 0; count < MAX; count += 1) await create();
      expect(await listed()).toHaveLength(MAX);
    },
  );
});

test('a credentials field named like a member of every object is rejected by name', async () => {
  const credentials = { ...BODY.credentials, constructor: 'abcd' };
  expect(await ask('POST', { tenant_id: tenant }, { ...BODY, credentials })).toMatchObject({
    status: 422,
    data: [expect.stringMatching(/^credentials\.constructor is not a known field/)],
  });
});
