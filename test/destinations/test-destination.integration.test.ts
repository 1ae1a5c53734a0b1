import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Verification } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { type TestDeps, testDestination } from '../../lambdas/destinations/test-destination.ts';
import { readVerificationRequest } from '../../lambdas/destinations/verification.ts';
import { testBody } from '../../lambdas/destinations/verification-body.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { disabledOutbox } from '../operator-events/recording-outbox.ts';
import { ACCESS_ROLE_ARN, aDestination, aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let destinations: DestinationStore;
let tenants: TenantStore;
beforeAll(async () => {
  tables = await startTables();
  destinations = new DestinationStore(tables.client, tables.destinations);
  tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ destinations: { des_1: 'token', gone: 'token' } }));
});
afterAll(() => tables.stop());

type Outcome = Pick<Verification, 'status' | 'code' | 'message' | 'steps'>;

/** Tests `des_1` with a verifier whose result is `outcome` from the third poll on, if there is one. */
async function testWith(outcome: Outcome | undefined, waitSeconds = 5) {
  const before = aDestination({ verification: { id: 'old', status: 'verified', code: 'OK' } });
  await destinations.put(before);
  let asked: string | undefined;
  let looks = 0;
  let clock = NOW.getTime();
  const deps: TestDeps = {
    tenants,
    destinations,
    encrypt: async () => ({}),
    send: async ([message]) => {
      asked = message && readVerificationRequest(message.body).verification_id;
    },
    scheduleRelease: async () => {},
    outbox: disabledOutbox(),
    rules: {
      topics: [],
      allowTopicPatterns: false,
      maxPerTenant: 3,
      allowPrivateEndpoints: false,
      allowedEndpointPorts: [443],
      accessRoleArn: ACCESS_ROLE_ARN,
      cloudEventsSource: 'urn:waybill:local',
      eventRetentionDays: 30,
    },
    now: () => new Date(clock),
    newId: () => 'new',
    sleep: async (ms) => {
      clock += ms;
      looks += 1;
      if (looks === 3 && outcome)
        await destinations.recordVerification(before, { id: 'new', ...outcome });
    },
    waitSeconds,
  };
  const tested = await testDestination(deps, 'acme', 'des_1');
  return { asked, tested, body: testBody(tested, deps.rules), looks };
}

const statuses = (body: ReturnType<typeof testBody>) =>
  body.steps.map(({ name, status }) => `${name} ${status}`);

test('a test requests a new verification and returns its result', async () => {
  const { asked, tested, body } = await testWith({ status: 'verified', code: 'OK' });
  expect(asked).toBe('new');
  expect(body).toMatchObject({ status: 'verified', code: 'OK' });
  expect(statuses(body)).toEqual([
    'key_template passed',
    'reach passed',
    'region passed',
    'bucket passed',
    'credentials passed',
    'assume_role skipped',
    'external_id skipped',
    'permission passed',
    'owner skipped',
    'encryption passed',
    'storage_class passed',
    'options passed',
    'object_lock passed',
  ]);
  expect(tested).toMatchObject({ revision: 1, updated_at: NOW.toISOString() });
});

test('a failed test names the step that failed', async () => {
  const { body } = await testWith({
    status: 'failed',
    code: 'NoSuchBucket',
    message: 'The specified bucket does not exist',
    steps: [
      { name: 'assume_role', status: 'skipped' },
      { name: 'bucket', status: 'failed', code: 'NoSuchBucket' },
    ],
  });
  expect(body).toMatchObject({ status: 'failed', code: 'NoSuchBucket' });
  expect(statuses(body)).toEqual([
    'key_template passed',
    'reach passed',
    'region passed',
    'bucket failed',
    'credentials not_reached',
    'assume_role skipped',
    'external_id skipped',
    'permission not_reached',
    'owner skipped',
    'encryption not_reached',
    'storage_class not_reached',
    'options not_reached',
    'object_lock not_reached',
  ]);
  expect(body.steps.filter(({ message }) => message !== undefined)).toMatchObject([
    { name: 'bucket', message: 'The specified bucket does not exist' },
  ]);
});

test('an inconclusive first try is returned at once, although another is scheduled', async () => {
  const { body, looks } = await testWith({
    status: 'pending',
    code: 'SlowDown',
    steps: [{ name: 'reach', status: 'failed' }],
  });
  expect(looks).toBe(3);
  expect(body).toMatchObject({ status: 'pending', code: 'SlowDown' });
  expect(statuses(body)[1]).toBe('reach failed');
});

test('a test that exceeds its wait is still pending', async () => {
  const { body } = await testWith(undefined, 1);
  expect(body.status).toBe('pending');
  expect(new Set(body.steps.map(({ status }) => status))).toEqual(
    new Set(['skipped', 'not_reached']),
  );
});

test('testing a destination that does not exist answers 404', async () => {
  await destinations.put(aDestination({ id: 'gone' }));
  await destinations.delete({ tenant_id: 'acme', id: 'gone' }, NOW);
  const deps: TestDeps = {
    tenants,
    destinations,
    encrypt: async () => ({}),
    send: async () => {},
    scheduleRelease: async () => {},
    outbox: disabledOutbox(),
    rules: {
      topics: [],
      allowTopicPatterns: false,
      maxPerTenant: 3,
      allowPrivateEndpoints: false,
      allowedEndpointPorts: [443],
      accessRoleArn: ACCESS_ROLE_ARN,
      cloudEventsSource: 'urn:waybill:local',
      eventRetentionDays: 30,
    },
    now: () => NOW,
    newId: () => 'new',
    sleep: async () => {},
    waitSeconds: 1,
  };
  await expect(testDestination(deps, 'acme', 'gone')).rejects.toThrow('destination not found');
  await expect(testDestination(deps, 'nobody', 'des_1')).rejects.toThrow('tenant not found');
});
