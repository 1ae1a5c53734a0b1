import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  changeDestination,
  disableChange,
  enableChange,
} from '../../lambdas/destinations/change-destination.ts';
import { createDestination } from '../../lambdas/destinations/create-destination.ts';
import { CreateInput, PatchInput } from '../../lambdas/destinations/destination-schema.ts';
import {
  type DestinationRoutesDeps,
  destinationRoutes,
} from '../../lambdas/destinations/destinations.routes.ts';
import { applyPatch } from '../../lambdas/destinations/patch-destination.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { RULES, routesDeps } from './routes-deps.ts';

let tables: Tables;
let deps: DestinationRoutesDeps;
let queue: ReturnType<typeof recordingOutbox>['queue'];
let tenant = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(async ({ task }) => {
  tenant = task.id;
  const changes = recordingOutbox();
  queue = changes.queue;
  deps = {
    ...routesDeps(tables),
    outbox: changes.outbox,
    rules: { ...RULES, maxPerTenant: 5 },
  };
  await deps.tenants.add(aTenant({ id: tenant }));
});

const create = (id: string, topics: string[], given: object = {}) =>
  createDestination(
    deps,
    tenant,
    CreateInput.parse({
      id,
      type: 'aws_s3',
      topics,
      config: { bucket: 'my-events-bucket', region: 'us-east-1' },
      credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI' },
      ...given,
    }),
  );
const patch = (id: string, given: object) =>
  changeDestination(deps, tenant, id, applyPatch(deps, PatchInput.parse(given)));
const remove = (id: string) =>
  destinationRoutes(deps)
    .find(({ method }) => method === 'DELETE')
    ?.handle({
      params: { tenant_id: tenant, destination_id: id },
      query: new Query(''),
      headers: {},
      body: '',
    });

/** The subscription events since the last call: topics and counts, before and after. */
const changes = () =>
  queue.events.splice(0).map(({ data }) => {
    expect(data.tenant_id).toBe(tenant);
    const { previous_topics, topics, previous_destinations_count, destinations_count } = data;
    return [previous_topics, topics, previous_destinations_count, destinations_count];
  });

test('every create and delete of a destination emits a subscription event', async () => {
  await create('one', ['b', 'a']);
  expect(changes()).toEqual([[[], ['a', 'b'], 0, 1]]);
  await create('two', ['c']);
  expect(changes()).toEqual([[['a', 'b'], ['a', 'b', 'c'], 1, 2]]);
  await create('all', ['*']);
  expect(changes()).toEqual([[['a', 'b', 'c'], ['*'], 2, 3]]);
  await remove('all');
  expect(changes()).toEqual([[['*'], ['a', 'b', 'c'], 3, 2]]);
});

test('only a change of topics emits a subscription event', async () => {
  await create('one', ['a']);
  await create('two', ['a', 'b']);
  changes();
  await patch('one', { topics: ['c'] });
  expect(changes()).toEqual([[['a', 'b'], ['a', 'b', 'c'], 2, 2]]);
  await patch('one', { topics: ['b'] });
  expect(changes()).toEqual([[['a', 'b', 'c'], ['a', 'b'], 2, 2]]);
  await patch('one', { topics: ['a'] });
  await patch('one', { metadata: { seat: '5' } });
  await changeDestination(deps, tenant, 'one', disableChange(NOW));
  await changeDestination(deps, tenant, 'one', enableChange);
  expect(changes()).toEqual([]);
});

test('a destination created again with the same id emits its own event', async () => {
  const ids: (string | undefined)[] = [];
  for (const hours of [0, 1]) {
    const now = new Date(NOW.getTime() + hours * 3_600_000);
    deps = { ...deps, now: () => now };
    await create('again', ['a']);
    await remove('again');
    ids.push(...queue.events.splice(0).map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(4);
});

test('a destination imported again with the same id and creation time emits its own event', async () => {
  for (let n = 0; n < 2; n += 1) {
    await create('imported', ['a'], { created_at: '2024-01-01T00:00:00Z' });
    await remove('imported');
  }
  expect(new Set(queue.events.map(({ id }) => id)).size).toBe(4);
});

test('a change succeeds if its event cannot be queued', async () => {
  queue.isDown = true;
  await create('one', ['a']);
  await patch('one', { topics: ['b'] });
  expect(await deps.destinations.find(tenant, 'one')).toMatchObject({ topics: ['b'] });
});

test('a change succeeds if the tenant cannot be read for its event', async () => {
  const { loadTenant } = deps.destinations;
  await create('one', ['a']);
  let reads = 0;
  deps.destinations.loadTenant = async (id) => {
    reads += 1;
    if (reads > 1) throw new Error('DynamoDB is down');
    return loadTenant.call(deps.destinations, id);
  };
  await expect(patch('one', { topics: ['b'] })).resolves.toMatchObject({ topics: ['b'] });
});

test('a change reads nothing for its event if the stage does not select the topic', async () => {
  deps = { ...deps, outbox: recordingOutbox([]).outbox };
  deps.destinations.loadTenant = async () => {
    throw new Error('read');
  };
  await expect(create('one', ['a'])).resolves.toMatchObject({ id: 'one' });
});
