import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeDestination } from '../../lambdas/destinations/change-destination.ts';
import { createDestination } from '../../lambdas/destinations/create-destination.ts';
import { destinationBody } from '../../lambdas/destinations/destination-body.ts';
import { CreateInput, PatchInput } from '../../lambdas/destinations/destination-schema.ts';
import type { DestinationRoutesDeps } from '../../lambdas/destinations/destinations.routes.ts';
import { applyPatch } from '../../lambdas/destinations/patch-destination.ts';
import { testBody } from '../../lambdas/destinations/verification-body.ts';
import { ValidationError } from '../../lambdas/platform/errors.ts';
import { aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { RULES, routesDeps } from './routes-deps.ts';

const ROLE = 'arn:aws:iam::111122223333:role/waybill';
const OTHER_ROLE = 'arn:aws:iam::111122223333:role/other';
const BUCKET = { bucket: 'my-events-bucket', region: 'us-east-1' };
const KEYS = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const NONE = { key: '', secret: '' };

let tables: Tables;
let deps: DestinationRoutesDeps;
let tenant = '';
let ids = 0;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async ({ task }) => {
  tenant = task.id;
  deps = {
    ...routesDeps(tables),
    newId: () => {
      ids += 1;
      return `01KAN0000000000000000${String(ids).padStart(5, '0')}`;
    },
  };
  await deps.tenants.add(aTenant({ id: tenant, destinations: {} }));
});

const create = (given: object = {}) =>
  createDestination(
    deps,
    tenant,
    CreateInput.parse({
      id: 'des_1',
      type: 'aws_s3',
      topics: ['*'],
      config: { ...BUCKET, role_arn: ROLE },
      ...given,
    }),
  );
const patch = (given: object) =>
  changeDestination(deps, tenant, 'des_1', applyPatch(deps, PatchInput.parse(given)));
const present = () => deps.destinations.find(tenant, 'des_1');

/** The verifier proves the destination's access. */
async function prove(): Promise<void> {
  const destination = await present();
  if (!destination) throw new Error('no destination');
  const { verification, config, external_id } = destination;
  await deps.destinations.recordVerification(
    destination,
    { id: verification.id, status: 'verified', code: 'OK' },
    `${config.role_arn} ${external_id}`,
  );
}

describe('a destination with a role', () => {
  it.each([{}, { credentials: {} }, { credentials: NONE }])(
    'is created with %j, and shown as Outpost’s SDKs can read it',
    async (given) => {
      const body = destinationBody(await create(given));
      expect(body.credentials).toEqual(NONE);
      expect(body.external_id).toMatch(/^waybill-[0-9A-Z]{26}$/);
      expect((await present())?.credentials).toEqual({});
    },
  );

  it('shares its external id with the other destinations of the tenant', async () => {
    const first = await create();
    const second = await create({ id: 'des_2' });
    expect(second.external_id).toBe(first.external_id);
    expect((await deps.tenants.find(tenant))?.external_id).toBe(first.external_id);
  });

  it('has another external id after its tenant was deleted and created again', async () => {
    const before = await create();
    await deps.tenants.delete(tenant, NOW);
    expect(await deps.tenants.find(tenant)).not.toHaveProperty('external_id');
    const { deleted_at: predecessor_deleted_at } = (await deps.tenants.find(tenant)) ?? {};
    await deps.tenants.add(
      aTenant({ id: tenant, incarnation: 'next', destinations: {}, predecessor_deleted_at }),
    );
    const after = await create();
    expect(after.external_id).not.toBe(before.external_id);
  });

  it.each([
    [
      { credentials: KEYS },
      'config.role_arn and credentials must not both be set: remove one of them',
    ],
    [
      { config: { ...BUCKET, role_arn: ROLE, endpoint: 'https://s3.example.com' } },
      'config.role_arn is supported on AWS only: with config.endpoint, use key and secret',
    ],
  ])('is rejected with %j', async (given, error) => {
    await expect(create(given)).rejects.toMatchObject({ data: [error] });
  });

  it('needs a proof after its creation, and keeps it when only the key changes', async () => {
    await create();
    expect(await present()).not.toHaveProperty('access_proof');
    await prove();
    await patch({ config: { prefix: 'events/' } });
    expect((await present())?.access_proof).toContain(ROLE);
  });

  it('needs a new proof for another role, even if it returns to the first', async () => {
    await create();
    await prove();
    await patch({ config: { role_arn: OTHER_ROLE } });
    expect(await present()).not.toHaveProperty('access_proof');
    await patch({ config: { role_arn: ROLE } });
    expect(await present()).not.toHaveProperty('access_proof');
  });

  it.each([{}, { credentials: {} }, { credentials: NONE }])(
    'is changed without credentials: %j',
    async (credentials) => {
      await create();
      const changed = await patch({ config: { prefix: 'a/' }, ...credentials });
      expect(destinationBody(changed)).toMatchObject({
        config: { role_arn: ROLE, prefix: 'a/' },
        credentials: NONE,
      });
    },
  );
});

describe('a PATCH from keys to a role and back', () => {
  it('replaces the stored credentials by the role', async () => {
    await create({ config: BUCKET, credentials: KEYS });
    expect(await present()).not.toHaveProperty('external_id');
    const changed = await patch({ config: { role_arn: ROLE } });
    expect(changed.credentials).toEqual({});
    expect(changed.external_id).toMatch(/^waybill-/);
    expect(changed.verification).toMatchObject({ status: 'pending' });
  });

  it('replaces the role by credentials', async () => {
    await create();
    await prove();
    const changed = await patch({ config: { role_arn: null }, credentials: KEYS });
    expect(Object.keys(changed.credentials)).toEqual(['key', 'secret']);
    const stored = await present();
    expect(stored).not.toHaveProperty('external_id');
    expect(stored).not.toHaveProperty('access_proof');
  });

  it.each([
    [{ config: { role_arn: null } }, 'credentials.key is required'],
    [
      { credentials: KEYS },
      'config.role_arn and credentials must not both be set: remove one of them',
    ],
  ])('is rejected when %j names only a part', async (given, error) => {
    await create();
    const failed = patch(given);
    await expect(failed).rejects.toBeInstanceOf(ValidationError);
    await expect(failed).rejects.toMatchObject({ data: expect.arrayContaining([error]) });
  });

  it('is rejected when it keeps the masked credentials beside the role', async () => {
    const { credentials } = destinationBody(await create({ config: BUCKET, credentials: KEYS }));
    await expect(patch({ config: { role_arn: ROLE }, credentials })).rejects.toMatchObject({
      data: ['config.role_arn and credentials must not both be set: remove one of them'],
    });
  });
});

it('an unfinished verification shows every applicable step as not reached', async () => {
  const body = testBody(await create(), RULES);
  const skipped = body.steps.filter(({ status }) => status === 'skipped');
  expect(skipped.map(({ name }) => name)).toEqual(['credentials']);
  expect(new Set(body.steps.map(({ status }) => status))).toEqual(
    new Set(['skipped', 'not_reached']),
  );
});
