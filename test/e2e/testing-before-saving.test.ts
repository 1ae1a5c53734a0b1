import { describe, expect, test } from 'vitest';
import { CUSTOMER_BUCKET } from '../support/local-stack.ts';
import { putRole, roleArn } from '../support/roles.ts';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

const { api, objects, tenantWith, rolesFolder = '' } = waybill();

test('a role that is created as the fix of a test says is saved as verified and written with', async () => {
  const tenant = 'unsaved-role';
  await api('PUT', `/tenants/${tenant}`);
  const path = `/tenants/${tenant}/destinations`;
  const role_arn = roleArn(tenant);
  const { name: bucket } = CUSTOMER_BUCKET;
  const config = { bucket, region: 'us-east-1', role_arn, prefix: `${tenant}/` };
  const unsaved = { type: 'aws_s3', config };

  const first = await api('POST', `${path}/test`, unsaved);
  expect(first).toMatchObject({
    status: 200,
    body: {
      status: 'pending',
      code: 'STS.AccessDenied',
      external_id: expect.stringMatching(/^waybill-/),
    },
  });
  const { fix } = first.body.steps.find(({ name }: { name: string }) => name === 'assume_role');
  expect(fix).toMatchObject({ where: 'trust_policy', statement: { Action: 'sts:AssumeRole' } });
  expect(await api('GET', path)).toMatchObject({ status: 200, body: [] });

  const trust = { Version: '2012-10-17', Statement: [fix.statement] };
  putRole(rolesFolder, role_arn, { trust });
  const second = await api('POST', `${path}/test`, unsaved);
  expect(second).toMatchObject({ status: 200, body: { status: 'verified', code: 'OK' } });
  expect((await api('GET', `${path}/test/${second.body.id}`)).body).toEqual(second.body);

  const saved = await api('POST', `${path}?verify=required`, { ...unsaved, topics: ['orders'] });
  expect(saved).toMatchObject({ status: 201, body: { verification: { status: 'verified' } } });
  await api('POST', '/publish', { tenant_id: tenant, topic: 'orders', data: { order_id: '123' } });
  const parked = async () => (await api('GET', `/parked/count?tenant_id=${tenant}`)).body.count;
  expect(await parked()).toBe(0);
  const [object] = await eventually(async () => {
    const found = await objects(`${tenant}/`, bucket);
    return found.length > 0 && found;
  });
  expect(object).toMatchObject({ body: '{"order_id":"123"}' });
  expect(await parked()).toBe(0);
});

test('a destination that fails its required verification is not saved', async () => {
  const path = '/tenants/unsaved-bad/destinations';
  await api('PUT', '/tenants/unsaved-bad');
  const config = { bucket: 'no-such-bucket', region: 'us-east-1' };
  expect(await api('POST', `${path}?verify=required`, destinationInput({ config }))).toMatchObject({
    status: 422,
    body: { verification: { status: 'failed', code: 'NoSuchBucket' } },
  });
  expect((await api('GET', path)).body).toEqual([]);
});

describe('a test of an unsaved destination is answered', () => {
  const tenant = 'unsaved-wrong';
  const path = `/tenants/${tenant}/destinations`;
  const masked = { key: 'AKIA****************', secret: 'wJal****' };

  test.each([
    ['malformed JSON', 'test', '{"type":', 400, /JSON/],
    ['no body', 'test', '', 400, /JSON/],
    ['an array', 'test', [], 422, /object/],
    [
      'an unknown destination',
      'test',
      { destination_id: 'des_none' },
      404,
      /destination not found/,
    ],
    ['a destination id that is none', 'test', { destination_id: 7 }, 422, /destination_id/],
    ['no config', 'test', { type: 'aws_s3' }, 422, /config/],
    ['masked credentials', 'test', destinationInput({ credentials: masked }), 422, /credentials/],
    [
      'an unknown field',
      'test',
      destinationInput({ config: { buckets: 'b' } }),
      422,
      /config.buckets/,
    ],
    ['a value of verify that is none', '?verify=maybe', destinationInput(), 422, /verify/],
    ['two values of verify', '?verify=required&verify=required', destinationInput(), 422, /verify/],
  ] as const)('with %s at …/destinations/%s', async (_, at, body, status, message) => {
    await api('PUT', `/tenants/${tenant}`);
    const answer = await api('POST', at === 'test' ? `${path}/test` : `${path}${at}`, body);
    expect({ status: answer.status, text: answer.text }).toEqual({
      status,
      text: expect.stringMatching(message),
    });
  });

  test('404 for a test that does not exist, and for a tenant that does not', async () => {
    await api('PUT', `/tenants/${tenant}`);
    expect(await api('GET', `${path}/test/tst_none`)).toMatchObject({ status: 404 });
    const nobody = '/tenants/unsaved-nobody/destinations/test';
    expect(await api('POST', nobody, destinationInput())).toMatchObject({
      status: 404,
      body: { message: 'tenant not found' },
    });
  });

  test('403 with the token of another tenant, for its tests as well', async () => {
    await api('PUT', `/tenants/${tenant}`);
    await api('PUT', '/tenants/unsaved-other');
    const { token } = (await api('GET', '/tenants/unsaved-other/token')).body;
    const { id } = (await api('POST', `${path}/test`, destinationInput())).body;
    expect((await api('POST', `${path}/test`, destinationInput(), token)).status).toBe(403);
    expect((await api('GET', `${path}/test/${id}`, undefined, token)).status).toBe(403);
    const own = `/tenants/unsaved-other/destinations/test/${id}`;
    expect((await api('GET', own, undefined, token)).status).toBe(404);
  });

  test('200 with the stored credentials when a saved destination is tested with a change', async () => {
    const id = await tenantWith('unsaved-change');
    const own = '/tenants/unsaved-change/destinations';
    const saved = await api('GET', `${own}/${id}`);
    const change = {
      destination_id: id,
      config: { prefix: 'new/' },
      credentials: saved.body.credentials,
    };
    expect(await api('POST', `${own}/test`, change)).toMatchObject({
      status: 200,
      body: { status: 'verified' },
    });
    expect((await api('GET', `${own}/${id}`)).body).toEqual(saved.body);
  });
});
