import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verifier } from '../../lambdas/destination-types/destination-type.ts';
import type { Verified } from '../../lambdas/destination-types/verification.ts';
import { CandidateStore } from '../../lambdas/destinations/candidate-store.dynamo.ts';
import {
  type DestinationRoutesDeps,
  destinationRoutes,
} from '../../lambdas/destinations/destinations.routes.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import { CANDIDATE_RATE } from '../../lambdas/destinations/test-candidate.ts';
import { testRoutes } from '../../lambdas/destinations/tests.routes.ts';
import { readVerificationRequest } from '../../lambdas/destinations/verification.ts';
import {
  type VerifyCandidateDeps,
  verifyCandidate,
} from '../../lambdas/destinations/verify-candidate.ts';
import { toHttpError } from '../../lambdas/platform/http/http-error.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { limitIn } from '../../lambdas/platform/rate-limit/rate-limit.dynamo.ts';
import { disabledOutbox } from '../operator-events/recording-outbox.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { routesDeps } from './routes-deps.ts';

const VERIFIED: Verified = {
  result: { kind: 'delivered', code: 'OK', response: {} },
  steps: [],
};
const DENIED: Verified = {
  result: { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' },
  steps: [
    { name: 'reach', status: 'passed' },
    { name: 'permission', status: 'failed', code: 'AccessDenied', message: 'Access Denied' },
  ],
};
const SLOW: Verified = {
  result: { kind: 'retry', code: 'SlowDown', message: 'Slow down.' },
  steps: [],
};
const ROLE = 'arn:aws:iam::111122223333:role/waybill';
const BUCKET = { bucket: 'my-events-bucket', region: 'us-east-1' };
const KEYS = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const BODY = { type: 'aws_s3', topics: ['*'], config: BUCKET, credentials: KEYS };

let tables: Tables;
let deps: DestinationRoutesDeps;
let tenant = '';
let clock: Date;
let ids = 0;
/** What the verifier finds; undefined while it does not answer. */
let verified: Verified | undefined;
let probed: Parameters<Verifier['verify']>[0][];
let queued: { body: string; delaySeconds?: number | undefined }[];

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async ({ task }) => {
  tenant = task.id;
  clock = NOW;
  verified = VERIFIED;
  probed = [];
  queued = [];
  const candidates = new CandidateStore(tables.client, tables.destinations, () => clock);
  deps = {
    ...routesDeps(tables),
    candidates,
    now: () => clock,
    newId: () => {
      ids += 1;
      return `01KAN00000000000000000${ids.toString().padStart(4, '0')}`;
    },
    send: async (messages) => {
      queued.push(...messages);
      await verifyQueued();
    },
    sleep: async (ms) => {
      clock = new Date(clock.getTime() + ms);
    },
  };
  await deps.tenants.add(aTenant({ id: tenant, destinations: {} }));
});

/** Does the verifier's work for what is queued. */
async function verifyQueued(): Promise<void> {
  const result = verified;
  const [message] = queued;
  if (!result || !message) return;
  queued.shift();
  const { candidate, ...request } = readVerificationRequest(message.body);
  if (!candidate) return verifyQueued();
  const verifierDeps: VerifyCandidateDeps = {
    destinations: deps.destinations,
    candidates: deps.candidates,
    failures: new FailureCounters(tables.client, tables.destinations),
    outbox: disabledOutbox(),
    decrypt: async (encrypted) =>
      Object.fromEntries(
        Object.entries(encrypted).map(([name, { ciphertext }]) => [
          name,
          ciphertext.replace('ciphertext ', ''),
        ]),
      ),
    verifiers: () => ({
      verify: async (target) => {
        probed.push(target);
        return result;
      },
    }),
    send: async (messages) => {
      queued.push(...messages);
    },
    release: async () => {},
    watch: async () => {},
    now: () => clock,
  };
  await verifyCandidate(verifierDeps, { ...request, candidate }, AbortSignal.timeout(5_000));
}

const PATH = '/api/v1/tenants/{tenant_id}/destinations';

async function ask(method: string, path: string, given: object = {}, params = {}, query = '') {
  const routes = [...destinationRoutes(deps), ...testRoutes(deps)];
  const route = routes.find((one) => one.method === method && one.path === path);
  const request = {
    params: { tenant_id: tenant, ...params },
    query: new Query(query),
    headers: {},
    body: JSON.stringify(given),
  };
  if (!route) throw new Error(`no route ${method} ${path}`);
  const answer = async () => route.handle(request);
  const { status, body } = await answer().catch(toHttpError);
  return { status, body: JSON.parse(JSON.stringify(body)) };
}

const testUnsaved = (given: object) => ask('POST', `${PATH}/test`, given);
const stored = () => deps.destinations.loadTenant(tenant).then((owner) => owner?.destinations);

describe('a test of a destination that is not saved', () => {
  it('returns the steps and stores no destination', async () => {
    const { status, body } = await testUnsaved(BODY);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: expect.stringMatching(/^tst_/), status: 'verified' });
    expect(body.steps.map((step: { status: string }) => step.status)).not.toContain('failed');
    expect(probed).toMatchObject([{ config: BUCKET, credentials: KEYS }]);
    expect(await stored()).toEqual([]);
  });

  it('names the step that failed', async () => {
    verified = DENIED;
    const { status, body } = await testUnsaved(BODY);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'failed', code: 'AccessDenied' });
    expect(body.steps).toContainEqual(
      expect.objectContaining({ name: 'permission', status: 'failed', message: 'Access Denied' }),
    );
  });

  it('needs no topics, and rejects the body that a create rejects', async () => {
    const { topics: _, ...withoutTopics } = BODY;
    expect((await testUnsaved(withoutTopics)).status).toBe(200);
    const { status, body } = await testUnsaved({ ...BODY, config: { bucket: 'b' } });
    expect(status).toBe(422);
    expect(body.data).toContain('config.region is required');
  });

  it('gives a role destination the external id to put into the trust policy', async () => {
    const given = { ...BODY, config: { ...BUCKET, role_arn: ROLE }, credentials: {} };
    const { body } = await testUnsaved(given);
    expect(body.external_id).toMatch(/^waybill-/);
    expect((await testUnsaved(given)).body.external_id).toBe(body.external_id);
  });

  it('can be read by its id when it takes longer than the request', async () => {
    verified = undefined;
    const { status, body } = await testUnsaved(BODY);
    expect(status).toBe(202);
    expect(body.status).toBe('pending');
    verified = VERIFIED;
    await verifyQueued();
    const read = await ask('GET', `${PATH}/test/{test_id}`, {}, { test_id: body.id });
    expect(read).toMatchObject({ status: 200, body: { id: body.id, status: 'verified' } });
  });

  it('is retried while the store has a problem', async () => {
    verified = SLOW;
    const { body } = await testUnsaved(BODY);
    expect(body).toMatchObject({ status: 'pending', code: 'SlowDown' });
    expect(queued).toMatchObject([{ delaySeconds: 30 }]);
    verified = VERIFIED;
    await verifyQueued();
    const read = await ask('GET', `${PATH}/test/{test_id}`, {}, { test_id: body.id });
    expect(read.body.status).toBe('verified');
  });

  it('applies changes to a saved destination for the test only', async () => {
    await ask('POST', PATH, { ...BODY, id: 'des_1' });
    const config = { prefix: 'events/' };
    const { status } = await testUnsaved({ destination_id: 'des_1', config });
    expect(status).toBe(200);
    expect(probed.at(-1)).toMatchObject({
      id: 'des_1',
      config: { ...BUCKET, ...config },
      credentials: KEYS,
    });
    expect((await stored())?.[0]?.config).toEqual(BUCKET);
  });

  it('returns 404 for a destination or tenant that does not exist', async () => {
    expect((await testUnsaved({ destination_id: 'none', config: {} })).status).toBe(404);
    await deps.tenants.delete(tenant, NOW);
    expect((await testUnsaved(BODY)).status).toBe(404);
    const read = await ask('GET', `${PATH}/test/{test_id}`, {}, { test_id: 'tst_none' });
    expect(read.status).toBe(404);
  });

  it('expires after 15 minutes, and is not verified after that', async () => {
    verified = undefined;
    const { body } = await testUnsaved(BODY);
    clock = new Date(clock.getTime() + 901_000);
    const read = await ask('GET', `${PATH}/test/{test_id}`, {}, { test_id: body.id });
    expect(read.status).toBe(404);
    verified = VERIFIED;
    await verifyQueued();
    expect(probed).toEqual([]);
  });

  it('is rejected when five tests of the tenant are waiting for a result', async () => {
    verified = undefined;
    for (let count = 0; count < 5; count += 1) expect((await testUnsaved(BODY)).status).toBe(202);
    const { status, body } = await testUnsaved(BODY);
    expect(status).toBe(429);
    expect(body.message).toBe(
      'too many tests: at most 5 tests may wait for a result; retry after 30 s',
    );
  });

  it('replaces the oldest test that is done', async () => {
    const results = [];
    for (let count = 0; count < 6; count += 1) {
      clock = new Date(clock.getTime() + 1_000);
      results.push((await testUnsaved(BODY)).body.id);
    }
    const [oldest, second] = results;
    const read = (test_id: string) => ask('GET', `${PATH}/test/{test_id}`, {}, { test_id });
    expect((await read(oldest)).status).toBe(404);
    expect((await read(second)).status).toBe(200);
  });

  it('is limited to ten per minute', async () => {
    const { client, destinations } = tables;
    deps = { ...deps, candidateLimit: limitIn(client, destinations, 'TESTS', CANDIDATE_RATE) };
    for (let count = 0; count < 5; count += 1) expect((await testUnsaved(BODY)).status).toBe(200);
    const { status, body } = await testUnsaved(BODY);
    expect(status).toBe(429);
    expect(body.message).toContain('the limit is 10 per minute with a burst of 5');
    clock = new Date(clock.getTime() + 6_000);
    expect((await testUnsaved(BODY)).status).toBe(200);
  });

  it('is visible to its tenant only, and ends when the tenant is deleted', async () => {
    const { body } = await testUnsaved(BODY);
    await deps.tenants.delete(tenant, NOW);
    const deleted = await deps.tenants.find(tenant);
    await deps.tenants.add(
      aTenant({
        id: tenant,
        incarnation: 'another',
        destinations: {},
        predecessor_deleted_at: deleted?.deleted_at,
      }),
    );
    const read = () => ask('GET', `${PATH}/test/{test_id}`, {}, { test_id: body.id });
    expect((await read()).status).toBe(404);
    await deps.candidates.deleteAll(tenant);
    expect(await deps.candidates.findById(tenant, body.id)).toBeUndefined();
  });
});

describe('verify=required', () => {
  const create = (given = BODY, query = 'verify=required') =>
    ask('POST', PATH, { ...given, id: 'des_1' }, {}, query);
  const patch = (given: object) =>
    ask('PATCH', `${PATH}/{destination_id}`, given, { destination_id: 'des_1' }, 'verify=required');

  it('creates a destination that is verified', async () => {
    const watched: string[] = [];
    deps = { ...deps, watch: async ({ id }) => void watched.push(id) };
    const { status, body } = await create();
    expect(status).toBe(201);
    expect(body.verification).toMatchObject({ status: 'verified', code: 'OK' });
    expect(queued).toEqual([]);
    expect(watched).toEqual(['des_1']);
  });

  it('stores the proof of a role with the destination, so that nothing is parked', async () => {
    verified = { ...VERIFIED, access: 'proven' };
    const { status } = await create({
      ...BODY,
      config: { ...BUCKET, role_arn: ROLE },
      credentials: {},
    } as unknown as typeof BODY);
    expect(status).toBe(201);
    expect((await stored())?.[0]?.access_proof).toContain(ROLE);
  });

  it('does not create a destination that fails, and returns the steps', async () => {
    verified = DENIED;
    const { status, body } = await create();
    expect(status).toBe(422);
    expect(body).toMatchObject({
      status: 422,
      message: 'the verification failed: AccessDenied',
      data: ['Access Denied'],
      verification: { status: 'failed', code: 'AccessDenied' },
    });
    expect(await stored()).toEqual([]);
  });

  it.each<[string, Verified | undefined]>([
    ['does not answer', undefined],
    ['has a problem', SLOW],
  ])('stores nothing when the store %s', async (_, result) => {
    verified = result;
    const { status, body } = await create();
    expect(status).toBe(503);
    expect(body.data).toEqual({ code: 'verification_pending', retry_after: '30' });
    expect(await stored()).toEqual([]);
  });

  it('changes a destination only if the change is verified', async () => {
    await create();
    verified = DENIED;
    expect((await patch({ config: { prefix: 'a/' } })).status).toBe(422);
    expect((await stored())?.[0]?.config).toEqual(BUCKET);
    verified = VERIFIED;
    const { status, body } = await patch({ config: { prefix: 'a/' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      config: { prefix: 'a/' },
      verification: { status: 'verified' },
    });
  });

  it('asks the verifier to end the block of a destination that the change fixes', async () => {
    await create();
    const [created] = (await stored()) ?? [];
    if (!created) throw new Error('there is no destination');
    const block = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };
    await deps.destinations.block(created, block);
    const sent: string[] = [];
    const { send } = deps;
    deps = {
      ...deps,
      send: async (messages) => {
        sent.push(...messages.map(({ body }) => body));
        await send(messages);
      },
    };
    expect((await patch({ config: { prefix: 'a/' } })).status).toBe(200);
    const [fixed] = (await stored()) ?? [];
    expect(fixed).toMatchObject({ blocked: block, verification: { status: 'verified' } });
    const requests = sent.map(readVerificationRequest).filter(({ candidate }) => !candidate);
    expect(requests).toMatchObject([
      { destination_id: 'des_1', verification_id: fixed?.verification.id, tries: 0 },
    ]);
  });

  it('verifies nothing when the change does not concern the store', async () => {
    await create();
    probed = [];
    expect((await patch({ topics: ['orders'] })).status).toBe(200);
    expect(probed).toEqual([]);
  });

  it('rejects another value', async () => {
    expect((await create(BODY, 'verify=maybe')).status).toBe(422);
  });
});
