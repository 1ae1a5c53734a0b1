import { expect, test } from 'vitest';
import { CUSTOMER_BUCKET } from '../support/local-stack.ts';
import { putRole, roleArn } from '../support/roles.ts';
import { eventually, waybill } from '../support/waybill.ts';

const { api, objects, rolesFolder = '' } = waybill();

const setupPath = (tenant: string, query: Record<string, string>, type = 'aws_s3') =>
  `/tenants/${tenant}/destination-types/${type}/setup?${new URLSearchParams(query)}`;

const bucket = { bucket: CUSTOMER_BUCKET.name, region: 'us-east-1' };

test('the resources of the setup guide connect a bucket', async () => {
  const tenant = 'setup-connects';
  await api('PUT', `/tenants/${tenant}`);
  const role_arn = roleArn(tenant);
  const query = { ...bucket, prefix: `${tenant}/`, role_arn };
  const { body } = await api('GET', setupPath(tenant, query));
  expect(body.cloudformation.quick_create_url).toBeNull();
  putRole(rolesFolder, role_arn, {
    trust: body.trust_policy,
    permissions: body.permission_policy,
  });

  const destination = { type: 'aws_s3', topics: ['orders'], config: body.config };
  const created = await api('POST', `/tenants/${tenant}/destinations?verify=required`, destination);
  expect(created).toMatchObject({
    status: 201,
    body: { verification: { status: 'verified' }, external_id: body.external_id },
  });
  await api('POST', '/publish', { tenant_id: tenant, topic: 'orders', data: { order_id: '1' } });
  const [object] = await eventually(async () => {
    const found = await objects(`${tenant}/`, CUSTOMER_BUCKET.name);
    return found.length > 0 && found;
  });
  expect(object).toMatchObject({ body: '{"order_id":"1"}' });
});

test('a tenant keeps its external id', async () => {
  await api('PUT', '/tenants/setup-id');
  const idOf = async () => (await api('GET', setupPath('setup-id', bucket))).body.external_id;
  const id = await idOf();
  expect(id).toMatch(/^waybill-[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(await idOf()).toBe(id);
});

test.each([
  ['an unknown type', 'setup-missing', 'aws_sqs', bucket, 404],
  ['an unknown tenant', 'setup-nobody', 'aws_s3', bucket, 404],
  ['no bucket', 'setup-missing', 'aws_s3', { region: 'us-east-1' }, 422],
])('the setup for %s is rejected', async (_, tenant, type, query, status) => {
  await api('PUT', '/tenants/setup-missing');
  expect((await api('GET', setupPath(tenant, query as never, type))).status).toBe(status);
});

test('validation errors name the parameters', async () => {
  await api('PUT', '/tenants/setup-errors');
  const query = { bucket: '"; evil', region: 'us-east-1', prefix: '../x' };
  const { status, body } = await api('GET', setupPath('setup-errors', query));
  expect({ status, names: Object.keys(body.data) }).toEqual({
    status: 422,
    names: ['query.bucket', 'query.prefix'],
  });
});
