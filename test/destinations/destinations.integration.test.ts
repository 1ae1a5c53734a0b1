import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  changeDestination,
  disableChange,
  enableChange,
  etag,
} from '../../lambdas/destinations/change-destination.ts';
import { createDestination } from '../../lambdas/destinations/create-destination.ts';
import { deleteDestination } from '../../lambdas/destinations/delete-destination.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { destinationBody } from '../../lambdas/destinations/destination-body.ts';
import { CreateInput, PatchInput } from '../../lambdas/destinations/destination-schema.ts';
import {
  type DestinationRoutesDeps,
  destinationRoutes,
} from '../../lambdas/destinations/destinations.routes.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import { maskSecret } from '../../lambdas/destinations/mask-secret.ts';
import { applyPatch } from '../../lambdas/destinations/patch-destination.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { validationMessages } from '../../lambdas/platform/http/validation.ts';
import { encodeJson, memberTexts } from '../../lambdas/platform/json/json.ts';
import { asHttp } from '../support/as-http.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { routesDeps } from './routes-deps.ts';

let tables: Tables;
let deps: DestinationRoutesDeps;
let failures: FailureCounters;
let tenant = '';

beforeAll(async () => {
  tables = await startTables();
  deps = routesDeps(tables);
  failures = new FailureCounters(tables.client, tables.destinations);
});
afterAll(() => tables.stop());

beforeEach(async ({ task }) => {
  tenant = task.id;
  await deps.tenants.add(aTenant({ id: tenant }));
});

const KEY = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const BODY = {
  type: 'aws_s3',
  topics: ['orders'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: KEY, secret: SECRET },
};

const create = (given: object = {}) =>
  asHttp(createDestination(deps, tenant, CreateInput.parse({ ...BODY, ...given })));
const change = (id: string, patch: object) =>
  asHttp(changeDestination(deps, tenant, id, applyPatch(deps, PatchInput.parse(patch))));

describe('a delete with If-Match', () => {
  const remove = (id: string, ifMatch: string) =>
    asHttp(deleteDestination(deps, tenant, id, ifMatch));
  /** Reads the tenant, and then lets another request run before the one that asked. */
  const beforeWrite = (another: () => Promise<unknown>) => {
    const read = deps.destinations.loadTenant.bind(deps.destinations);
    vi.spyOn(deps.destinations, 'loadTenant').mockImplementationOnce(async (id) => {
      const found = await read(id);
      await another();
      return found;
    });
  };

  test('does not delete a destination that is changed after it was read', async () => {
    const created = await create();
    beforeWrite(() => change(created.id, { topics: ['refunds'] }));
    await expect(remove(created.id, etag(created))).rejects.toMatchObject({ status: 412 });
    expect(await deps.destinations.find(tenant, created.id)).toMatchObject({
      topics: ['refunds'],
      revision: 2,
    });
  });

  test('deletes a destination whose health or verification changed after it was read', async () => {
    const created = await create();
    beforeWrite(() => deps.destinations.slowDown(created, NOW.toISOString()));
    await remove(created.id, etag(created));
    expect(await deps.destinations.find(tenant, created.id)).toMatchObject({
      deleted_at: expect.any(String),
    });
  });

  test('succeeds if a concurrent request deletes the destination first', async () => {
    const created = await create();
    beforeWrite(() => deps.destinations.delete(created, NOW));
    await remove(created.id, etag(created));
  });

  test('and * deletes any version', async () => {
    const created = await create();
    beforeWrite(() => change(created.id, { topics: ['refunds'] }));
    await remove(created.id, '*');
    expect((await deps.destinations.loadTenant(tenant))?.destinations).toEqual([]);
  });
});

describe('a create whose tenant is deleted after the id was reserved', () => {
  /** Runs `meanwhile` between the reservation and the write of the next create. */
  const beforeWrite = (meanwhile: () => Promise<unknown>) => {
    const { destinations } = deps;
    const put = destinations.put.bind(destinations);
    vi.spyOn(destinations, 'put').mockImplementationOnce(async (destination) => {
      await meanwhile();
      return put(destination);
    });
  };
  const deleteTenant = async () => {
    await deps.tenants.delete(tenant, NOW);
    await deps.destinations.deleteOrphans(tenant, NOW);
  };
  const createTenantAgain = () =>
    deps.tenants.add(
      aTenant({ id: tenant, incarnation: 'next', predecessor_deleted_at: NOW.toISOString() }),
    );

  test('leaves no destination with credentials behind', async () => {
    beforeWrite(deleteTenant);
    await expect(create({ id: 'late' })).rejects.toMatchObject({ status: 404 });
    expect(await deps.destinations.find(tenant, 'late')).toMatchObject({
      deleted_at: NOW.toISOString(),
      credentials: {},
    });
  });

  test('does not replace a destination of a new tenant with the same ids', async () => {
    let created: Destination | undefined;
    beforeWrite(async () => {
      await deleteTenant();
      await createTenantAgain();
      const later = { ...deps, newId: () => ulid(NOW.getTime() + 1) };
      created = await createDestination(later, tenant, CreateInput.parse({ ...BODY, id: 'same' }));
    });
    await expect(create({ id: 'same' })).rejects.toMatchObject({ status: 404 });
    expect((await deps.destinations.loadTenant(tenant))?.destinations).toEqual([created]);
  });
});

describe('a create', () => {
  test('stores the destination and shows masked credentials', async () => {
    const { id } = await create({ metadata: { seat: 5 }, delivery_metadata: { team: 'a' } });
    const stored = await deps.destinations.find(tenant, id);
    expect(stored && destinationBody(stored)).toEqual({
      id,
      tenant_id: tenant,
      type: 'aws_s3',
      topics: ['orders'],
      config: { bucket: 'my-events-bucket', region: 'us-east-1' },
      credentials: { key: maskSecret(KEY), secret: maskSecret(SECRET) },
      delivery_metadata: { team: 'a' },
      metadata: { seat: '5' },
      created_at: NOW.toISOString(),
      updated_at: NOW.toISOString(),
      disabled_at: null,
      verification: { status: 'pending' },
      target: 'my-events-bucket in us-east-1',
      target_url: expect.stringContaining('my-events-bucket'),
    });
  });

  test('accepts the times of an import, unless they are in the future', async () => {
    const then = '2020-01-01T00:00:00Z';
    const given = { created_at: then, updated_at: '2021-01-01T01:00:00+01:00', disabled_at: then };
    expect(await create(given)).toMatchObject({
      created_at: then,
      updated_at: '2021-01-01T00:00:00Z',
      disabled_at: then,
    });
    expect(await create({ created_at: then })).toMatchObject({
      updated_at: then,
      disabled_at: null,
    });
    await expect(
      create({ created_at: '2027-01-01T00:00:00Z', updated_at: '2027-01-01T00:00:00Z' }),
    ).rejects.toMatchObject({
      status: 422,
      data: ['created_at must not be in the future', 'updated_at must not be in the future'],
    });
  });

  test('adds to the list in the order of creation, to the nanosecond', async () => {
    const times = [
      '2020-01-01T00:00:00Z',
      '2020-01-01T00:00:00.000000001Z',
      '2020-01-01T00:00:00.1Z',
    ];
    for (const created_at of times.toReversed()) await create({ created_at });
    const owner = await deps.destinations.loadTenant(tenant);
    expect(owner?.destinations.map(({ created_at }) => created_at)).toEqual(times);
  });

  test.each([{}, { id: null }, { id: '' }])(
    'generates an id if none is given: %j',
    async (given) => {
      expect((await create(given)).id).toMatch(/^des_[0-9A-Z]{26}$/);
    },
  );

  test('accepts a given id once', async () => {
    expect((await create({ id: 'mine' })).id).toBe('mine');
    await expect(create({ id: 'mine' })).rejects.toMatchObject({
      status: 400,
      message: 'destination already exists',
    });
  });

  test('never exceeds the limit under concurrency', async () => {
    const results = await Promise.allSettled([...Array(12)].map(() => create()));
    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const result of refused) {
      expect(result).toMatchObject({
        reason: { status: 400, message: 'maximum number of destinations per tenant reached' },
      });
    }
    expect((await deps.destinations.loadTenant(tenant))?.destinations).toHaveLength(3);
  });

  test('reuses a reservation of an interrupted create once it is 60 seconds old', async () => {
    const stale = ulid(NOW.getTime() - 61_000);
    const fresh = ulid(NOW.getTime() - 59_000);
    await deps.tenants.reserve(tenant, 'cut-short-1', stale, 3);
    await deps.tenants.reserve(tenant, 'cut-short-2', fresh, 3);
    await create();
    expect((await create()).tenant_id).toBe(tenant);
    await expect(create()).rejects.toMatchObject({ status: 400 });
  });

  test('reuses the id and the place of a deleted destination', async () => {
    const created = await create({ id: 'reused' });
    const { id, verification } = created;
    await deps.destinations.delete(created, NOW);
    await deps.tenants.release(tenant, id, verification.id);
    expect((await create({ id: 'reused' })).version).toBe(1);
  });

  test('recognizes its own reservation after a lost response', async () => {
    const { tenants } = deps;
    const reserve = tenants.reserve.bind(tenants);
    vi.spyOn(tenants, 'reserve').mockImplementationOnce(async (...args) => {
      await reserve(...args);
      return false;
    });
    const created = await create();
    const owned = await deps.destinations.loadTenant(tenant);
    expect(owned?.destinations.map(({ id }) => id)).toEqual([created.id]);
  });

  test('answers 404 without the tenant', async () => {
    const created = asHttp(createDestination(deps, 'nobody', CreateInput.parse(BODY)));
    await expect(created).rejects.toMatchObject({ status: 404, message: 'tenant not found' });
  });

  test('reports every validation error at once', async () => {
    const given = {
      topics: [],
      config: { storageclass: 'GLACIER' },
      credentials: { key: KEY, pass: 'x' },
      disabled_at: '2027-01-01T00:00:00Z',
    };
    await expect(create(given)).rejects.toMatchObject({
      status: 422,
      data: [
        'topics must not be empty',
        expect.stringContaining('config.bucket is required'),
        expect.stringContaining('config.region is required'),
        expect.stringContaining('config.storageclass'),
        expect.stringContaining('credentials.secret is required'),
        expect.stringContaining('credentials.pass'),
        'disabled_at must not be in the future',
      ],
    });
  });

  test('rejects a masked credential and stores nothing', async () => {
    const masked = { key: 'AKIA****************', secret: '*****' };
    await expect(create({ credentials: masked })).rejects.toMatchObject({
      status: 422,
      data: [
        'credentials.key is masked: omit it, or send the full value',
        'credentials.secret is masked: omit it, or send the full value',
      ],
    });
    expect(await deps.destinations.listIds(tenant)).toEqual([]);
  });

  test('rejects an unknown type and a destination that is too large', async () => {
    await expect(create({ type: 'ftp' })).rejects.toMatchObject({
      status: 422,
      message: 'no provider registered for destination type: ftp',
    });
    await expect(create({ type: 'x'.repeat(100_000) })).rejects.toMatchObject({
      message: `no provider registered for destination type: ${'x'.repeat(64)}`,
    });
    await expect(create({ metadata: { blob: 'x'.repeat(33_000) } })).rejects.toMatchObject({
      status: 413,
    });
  });
});

describe('a patch', () => {
  test.each([
    ['no member keeps all entries', {}, { seat: '5', plan: 'gold' }],
    ['an empty map keeps all entries', { metadata: {} }, { seat: '5', plan: 'gold' }],
    ['null clears the map', { metadata: null }, undefined],
    ['a null member deletes it', { metadata: { seat: null } }, { plan: 'gold' }],
    [
      'other members are merged',
      { metadata: { seat: 6, color: 'red' } },
      { seat: '6', plan: 'gold', color: 'red' },
    ],
  ])('with %s', async (_name, patch, expected) => {
    const { id } = await create({ metadata: { seat: 5, plan: 'gold' } });
    expect((await change(id, patch)).metadata).toEqual(expected);
  });

  test('of the bucket requests a new verification, and one of metadata does not', async () => {
    const created = await create();
    const renamed = await change(created.id, { metadata: { a: 'b' } });
    expect(renamed.verification).toEqual(created.verification);
    const moved = await change(created.id, { config: { bucket: 'other-bucket' } });
    expect(moved.config).toEqual({ bucket: 'other-bucket', region: 'us-east-1' });
    expect(moved.verification.id).not.toBe(created.verification.id);
  });

  test('that removes a required field is rejected and changes nothing', async () => {
    const { id } = await create();
    await expect(change(id, { config: { bucket: null } })).rejects.toMatchObject({ status: 422 });
    await expect(change(id, { credentials: null })).rejects.toMatchObject({ status: 422 });
    await expect(change(id, { type: 'webhook' })).rejects.toMatchObject({
      message: 'type cannot be updated',
    });
    expect((await deps.destinations.find(tenant, id))?.version).toBe(1);
  });

  test('of the format is rejected while the key template does not fit it', async () => {
    const aws = { bucket: 'my-events-bucket', region: 'us-east-1' };
    const key_template = 'metadata."event-id"';
    const { id } = await create({ config: { ...aws, key_template } });
    await expect(change(id, { config: { format: 'ndjson' } })).rejects.toMatchObject({
      status: 422,
      data: [expect.stringContaining('config.key_template cannot be used for batches')],
    });
    const fitting = { format: 'ndjson', key_template: 'batch.id' };
    expect((await change(id, { config: fitting })).config).toMatchObject(fitting);
    await expect(change(id, { config: { format: null } })).rejects.toMatchObject({ status: 422 });
    const single = await change(id, { config: { format: null, key_template: null } });
    expect(single.config).toEqual(aws);
  });

  test('with the masked value of a credential keeps the stored credential', async () => {
    const { id } = await create();
    const patch = { credentials: { key: maskSecret(KEY), secret: 'a-new-secret-value' } };
    expect((await change(id, patch)).credentials).toEqual({
      key: { ciphertext: `ciphertext ${KEY}`, shown: maskSecret(KEY) },
      secret: {
        ciphertext: 'ciphertext a-new-secret-value',
        shown: maskSecret('a-new-secret-value'),
      },
    });
  });

  test('with a different masked value is rejected and keeps the stored credential', async () => {
    const { id } = await create();
    for (const key of ['ABCD****************', '*****']) {
      await expect(change(id, { credentials: { key } })).rejects.toMatchObject({
        status: 422,
        data: ['credentials.key is masked: omit it, or send the full value'],
      });
    }
    const stored = await deps.destinations.find(tenant, id);
    expect(stored?.credentials.key?.ciphertext).toBe(`ciphertext ${KEY}`);
  });

  test('that grows a map beyond 100 entries is rejected', async () => {
    const { id } = await create();
    const entries = (from: number) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`n${from + n}`, 'x']));
    for (const name of ['metadata', 'delivery_metadata']) {
      await change(id, { [name]: entries(0) });
      await expect(change(id, { [name]: entries(60) })).rejects.toMatchObject({
        status: 422,
        data: [`${name} must have at most 100 entries`],
      });
    }
  });

  test('with a null session removes the session token', async () => {
    const { id } = await create({ credentials: { key: KEY, secret: SECRET, session: 'token' } });
    const after = await change(id, { credentials: { session: null } });
    expect(Object.keys(after.credentials)).toEqual(['key', 'secret']);
  });

  test('of topics replaces them; null keeps them', async () => {
    const { id } = await create();
    expect((await change(id, { topics: null })).topics).toEqual(['orders']);
    expect((await change(id, { topics: ['a', 'b', 'a'] })).topics).toEqual(['a', 'b']);
    expect((await change(id, { topics: '*' })).topics).toEqual(['*']);
  });

  test('that is concurrent with others overwrites none of them', async () => {
    const { id } = await create();
    const names = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(names.map((name) => change(id, { metadata: { [name]: 'x' } })));
    const after = await deps.destinations.find(tenant, id);
    expect(Object.keys(after?.metadata ?? {}).toSorted()).toEqual(names);
    expect(after?.version).toBe(6);
  });

  test('that is concurrent with a verification keeps its result', async () => {
    const created = await create();
    const verified = { id: created.verification.id, status: 'verified' as const, code: 'OK' };
    const slow = changeDestination(deps, tenant, created.id, async (before) => {
      if (before.version === 1) await deps.destinations.recordVerification(before, verified);
      return { ...before, topics: ['*'] };
    });
    expect((await slow).verification).toEqual(verified);
  });

  test('that is concurrent with deliveries keeps what they record', async () => {
    const { id } = await create();
    await changeDestination(deps, tenant, id, async (before) => {
      await failures.count(before, true, NOW.toISOString());
      await failures.claimExhausted(before, { by: 'atm_1', now: NOW });
      await deps.destinations.slowDown(before, NOW.toISOString());
      return { ...before, topics: ['*'] };
    });
    expect(await deps.destinations.find(tenant, id)).toMatchObject({
      topics: ['*'],
      consecutive_failures: 1,
      consecutive_rejections: 1,
      failing_since: NOW.toISOString(),
      exhausted_alert_suppressed_until: expect.stringContaining('#atm_1'),
      slow_until: NOW.toISOString(),
    });
  });

  test('that is concurrent with a success does not restore the failures before it', async () => {
    const created = await create();
    await failures.count(created, true, NOW.toISOString());
    await changeDestination(deps, tenant, created.id, async (before) => {
      await failures.clear(before);
      return { ...before, topics: ['*'], metadata: undefined };
    });
    const after = await deps.destinations.find(tenant, created.id);
    expect(after).toMatchObject({ topics: ['*'] });
    expect(Object.keys(after ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^consecutive_|^failing_since$/)]),
    );
  });
});

/** The response body of the API, as text. */
async function call(method: string, names: Record<string, string>, body: string): Promise<string> {
  const params = { tenant_id: tenant, ...names };
  const route = destinationRoutes(deps).find(
    ({ path, method: of }) =>
      of === method && path.endsWith('{destination_id}') === 'destination_id' in names,
  );
  const text = method === 'POST' ? body.replace('{', '{"id":"exact",') : body;
  const query = new Query('', []);
  const answer = await route?.handle({ params, query, headers: {}, body: text });
  return encodeJson(answer?.body);
}

describe('a filter', () => {
  const filter = {
    data: { amount: { $gte: 100 } },
    $or: [{ topic: 'a' }, { metadata: { b: '' } }],
  };
  const shownFilter = async (id: string) => {
    const stored = await deps.destinations.find(tenant, id);
    return stored && destinationBody(stored).filter;
  };

  test('is stored and shown unchanged, for any names and numbers', async () => {
    const text =
      '{"data":{"id":{"$in":[12345678901234567890,1e300,5e-324]},"":"","__proto__":{"a":[null,{}]}}}';
    const { id } = await create({ filter: JSON.parse(text) });
    expect(JSON.stringify(await shownFilter(id))).toBe(
      text.replace('12345678901234567890', '12345678901234567000').replace('1e300', '1e+300'),
    );
  });

  test('keeps every digit of its numbers through create, patch and get', async () => {
    const first = '{"data":{"id":{"$in":[820982911946154508,0.12345678901234567]}}}';
    const second = '{"data":{"id":{"$gt":820982911946154509}}}';
    const bodyWith = (text: string) =>
      JSON.stringify({ ...BODY, filter: 'its text' }).replace('"its text"', text);
    const answers = [
      await call('POST', {}, bodyWith(first)),
      await call('PATCH', { destination_id: 'exact' }, `{"filter":${second}}`),
      await call('GET', { destination_id: 'exact' }, ''),
    ];
    expect(answers.map((body) => memberTexts(body).get('filter'))).toEqual([first, second, second]);
  });

  test.each([
    ['no filter', {}],
    ['null', { filter: null }],
    ['an empty one', { filter: {} }],
  ])('is absent if a create gives %s', async (_name, given) => {
    const { id } = await create(given);
    expect(await deps.destinations.find(tenant, id)).not.toHaveProperty('filter');
  });

  test.each([
    ['leaving it out keeps it', {}, filter],
    ['null clears it', { filter: null }, undefined],
    ['an empty one clears it', { filter: {} }, undefined],
    ['another replaces all of it', { filter: { topic: 'x' } }, { topic: 'x' }],
  ])('in a patch: %s', async (_name, patch, expected) => {
    const { id, verification } = await create({ filter });
    expect((await change(id, patch)).verification).toEqual(verification);
    expect(await shownFilter(id)).toEqual(expected);
  });

  test('that is invalid is rejected with the path of each error and changes nothing', async () => {
    const wrong = { data: { amount: { $gtt: 1, $gt: null } }, kind: 'x' };
    const refusal = {
      status: 422,
      data: [
        expect.stringMatching(/^filter\.data\.amount\.\$gtt is not an operator/),
        'filter.data.amount.$gt must be a number or a string',
        expect.stringMatching(/^filter\.kind is not part of an event/),
      ],
    };
    await expect(create({ filter: wrong })).rejects.toMatchObject(refusal);
    const { id } = await create({ filter });
    await expect(change(id, { filter: wrong })).rejects.toMatchObject(refusal);
    expect(await shownFilter(id)).toEqual(filter);
  });

  test.each([[[]], ['data'], [5], [true]])('is rejected if it is %j', (given) => {
    const { error } = PatchInput.safeParse({ filter: given });
    expect(error && validationMessages(error)).toEqual(['filter must be an object']);
    expect(CreateInput.safeParse({ ...BODY, filter: given }).success).toBe(false);
  });
});

test('enabling and disabling are idempotent and do not change updated_at', async () => {
  const { id, updated_at } = await create();
  const later = new Date('2026-11-23T00:00:00Z');
  const off = await changeDestination(deps, tenant, id, disableChange(later));
  expect(off).toMatchObject({ disabled_at: later.toISOString(), updated_at, version: 2 });
  expect((await changeDestination(deps, tenant, id, disableChange(NOW))).version).toBe(2);
  expect((await changeDestination(deps, tenant, id, enableChange)).disabled_at).toBeNull();
  expect((await changeDestination(deps, tenant, id, enableChange)).version).toBe(3);
});

test('deleting the orphans of a deleted tenant keeps destinations of a new tenant with its id', async () => {
  await create({ id: 'old' });
  await deps.tenants.delete(tenant, NOW);
  await deps.tenants.add(aTenant({ id: tenant, predecessor_deleted_at: NOW.toISOString() }));
  await create({ id: 'new' });
  await deps.destinations.deleteOrphans(tenant, NOW);
  const owned = await deps.destinations.loadTenant(tenant);
  expect(owned?.destinations.map(({ id }) => id)).toEqual(['new']);
  expect((await deps.destinations.find(tenant, 'old'))?.deleted_at).toBe(NOW.toISOString());
});

test('an orphan of a deleted tenant does not belong to a new tenant with its id', async () => {
  await create({ id: 'old' });
  await deps.tenants.delete(tenant, NOW);
  expect(await deps.destinations.loadTenant(tenant)).toBeUndefined();
  await deps.tenants.add(aTenant({ id: tenant, predecessor_deleted_at: NOW.toISOString() }));
  expect((await deps.destinations.loadTenant(tenant))?.destinations).toEqual([]);
  await deps.destinations.deleteOrphans(tenant, NOW);
  expect((await create({ id: 'old' })).id).toBe('old');
});
