import { describe, expect, test } from 'vitest';
import { ORGANIZATION } from '../../local/access/identities.ts';
import { CUSTOMER_BUCKET } from '../support/local-stack.ts';
import { putRole, roleArn, roleDemanding, roleTrusting } from '../support/roles.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { api, objects, tenantWith, rolesFolder = '' } = waybill();
const bucket = CUSTOMER_BUCKET.name;

/** A tenant with a destination that has a role, which does not exist yet. */
const destinationWith = async (tenant: string, role_arn = roleArn(tenant)) => {
  const config = { bucket, region: 'us-east-1', role_arn, prefix: `${tenant}/` };
  const id = await tenantWith(tenant, { config, credentials: {} });
  const path = `/tenants/${tenant}/destinations/${id}`;
  const { body } = await api('GET', path);
  return {
    path,
    role_arn,
    externalId: String(body.external_id),
    verify: async () => (await api('POST', `${path}/test`, {})).body,
    publish: () =>
      api('POST', '/publish', { tenant_id: tenant, topic: 'orders', data: { order_id: '123' } }),
    parked: async () =>
      (await api('GET', `/parked/count?tenant_id=${tenant}&destination_id=${id}`)).body.reasons,
    objects: () => objects(`${tenant}/`, bucket),
  };
};

const withId = (operator: string, value: string) =>
  roleTrusting({ [operator]: { 'sts:ExternalId': value } });

test('writes with a role that demands the external id', async () => {
  const destination = await destinationWith('role-right');
  await destination.publish();
  await eventually(async () => (await destination.parked()).verification_pending === 1);
  putRole(rolesFolder, destination.role_arn, roleDemanding(destination.externalId));
  expect(await destination.verify()).toMatchObject({ status: 'verified', code: 'OK' });
  const [object] = await eventually(async () => {
    const found = await destination.objects();
    return found.length > 0 && found;
  });
  expect(object).toMatchObject({ body: '{"order_id":"123"}' });
});

describe.each([
  ['without a condition', 'role-open', () => roleTrusting({}), 'external_id_not_enforced'],
  ['with StringLike *', 'role-any', () => withId('StringLike', '*'), 'external_id_not_enforced'],
  [
    'with StringLike waybill-*',
    'role-like',
    () => withId('StringLike', 'waybill-*'),
    'external_id_not_enforced',
  ],
  [
    'with StringEqualsIfExists',
    'role-if-exists',
    (id: string) => withId('StringEqualsIfExists', id),
    'external_id_not_enforced',
  ],
  [
    'of the operator’s organization',
    'role-of-member',
    (id: string) => ({ ...roleDemanding(id), organization: ORGANIZATION }),
    'STS.NotPermitted',
  ],
  [
    'with the external id of another tenant',
    'role-of-another',
    () => withId('StringEquals', 'waybill-01K6ZJ3M4T8V9W0X1Y2Z3A4B5C'),
    'STS.AccessDenied',
  ],
] as const)('a role %s', (_, tenant, role, code) => {
  test('is never used to write', async () => {
    const destination = await destinationWith(tenant);
    putRole(rolesFolder, destination.role_arn, role(destination.externalId));
    expect(await destination.verify()).toMatchObject({ code });
    await destination.publish();
    await eventually(async () => (await destination.parked()).verification_pending === 1);
    expect(await destination.objects()).toEqual([]);
  });
});

test('a role of the operator’s own account cannot be saved', async () => {
  await api('PUT', '/tenants/role-own');
  const config = { bucket, region: 'us-east-1', role_arn: roleArn('admin', '000000000000') };
  const destination = { type: 'aws_s3', topics: ['orders'], config };
  expect(await api('POST', '/tenants/role-own/destinations', destination)).toMatchObject({
    status: 422,
    text: expect.stringContaining("must not be a role of the operator's own accounts"),
  });
});

test('a change from keys to a role and back loses no delivery', async () => {
  const tenant = 'role-changed';
  const role_arn = roleArn(tenant);
  const config = { bucket, region: 'us-east-1', prefix: `${tenant}/` };
  const path = `/tenants/${tenant}/destinations/${await tenantWith(tenant, { config })}`;
  const published: string[] = [];
  const publish = async () => {
    const event = { tenant_id: tenant, topic: 'orders', data: {} };
    for (const { body } of await Promise.all(
      Array.from({ length: 5 }, () => api('POST', '/publish', event)),
    )) {
      published.push(body.id);
    }
  };
  const patch = async (change: object) => {
    const { status, body, text } = await api('PATCH', path, change);
    expect({ status, text }).toMatchObject({ status: 200 });
    return body;
  };

  await publish();
  const { external_id } = await patch({ config: { role_arn }, credentials: {} });
  await publish();
  putRole(rolesFolder, role_arn, roleDemanding(external_id));
  expect((await api('POST', `${path}/test`, {})).body).toMatchObject({ status: 'verified' });
  await publish();
  await patch({ config: { role_arn: null }, credentials: { key: ACCESS_KEY, secret: SECRET } });
  await publish();
  await eventually(async () => {
    const { length } = await objects(`${tenant}/`, bucket);
    return length >= published.length;
  });
  const found = await objects(`${tenant}/`, bucket);
  expect(found.map(({ metadata }) => metadata['event-id']).toSorted()).toEqual(
    published.toSorted(),
  );
});
