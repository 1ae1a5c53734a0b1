import { expect, test } from 'vitest';
import { waybill } from '../support/waybill.ts';

const { api, tenantWith } = waybill();

test('a writable destination passes every step of its test, and no object remains', async () => {
  const id = await tenantWith('test-good', {
    config: { bucket: 'another-bucket', region: 'us-east-1' },
  });
  const path = `/tenants/test-good/destinations/${id}`;
  const before = await api('GET', path);
  const { status, body } = await api('POST', `${path}/test`);
  expect({ status, body }).toMatchObject({ status: 200, body: { status: 'verified', code: 'OK' } });
  const steps = body.steps.map(({ name, status: its }: Record<string, string>) => [name, its]);
  expect(Object.fromEntries(steps)).toEqual({
    key_template: 'passed',
    reach: 'passed',
    region: 'passed',
    bucket: 'passed',
    credentials: 'passed',
    assume_role: 'skipped',
    external_id: 'skipped',
    permission: 'passed',
    owner: 'skipped',
    encryption: 'unknown',
    storage_class: 'passed',
    options: 'passed',
    object_lock: 'passed',
  });
  const after = await api('GET', path);
  expect(after.body).toEqual({ ...before.body, verification: after.body.verification });
  expect(after.body.verification).toMatchObject({ status: 'verified' });
});

test('a missing bucket fails at its step with a message', async () => {
  const id = await tenantWith('test-bad', {
    config: { bucket: 'no-such-bucket', region: 'us-east-1' },
  });
  const { status, body } = await api('POST', `/tenants/test-bad/destinations/${id}/test`);
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { status: 'failed', code: 'NoSuchBucket', message: expect.any(String) },
  });
  const [, reach, , bucket, credentials] = body.steps;
  expect(reach).toMatchObject({ name: 'reach', status: 'passed' });
  expect(bucket).toMatchObject({
    name: 'bucket',
    status: 'failed',
    message: body.message,
    fix: { where: 'config' },
  });
  expect(credentials).toMatchObject({ name: 'credentials', status: 'not_reached' });
});

test('a destination that does not exist cannot be tested', async () => {
  await api('PUT', '/tenants/test-none');
  expect(await api('POST', '/tenants/test-none/destinations/des_none/test')).toMatchObject({
    status: 404,
    body: { message: 'destination not found' },
  });
});
