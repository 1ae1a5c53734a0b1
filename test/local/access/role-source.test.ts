import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roleSource } from '../../../local/access/role-source.ts';
import { aFolder } from '../a-folder.ts';
import { permitting, RIGHT_TRUST, ROLE_ARN, trustWith } from './roles.ts';

const OTHER_ARN = 'arn:aws:iam::444455556666:role/path/of/export';
const json = (roles: object) => JSON.stringify(roles);
const RIGHT = { trust: RIGHT_TRUST };

test('without LOCAL_ROLES there are no roles', () => {
  expect(roleSource(undefined)().size).toBe(0);
});

test('JSON text gives roles, which may put objects by default', () => {
  const role = roleSource(json({ [ROLE_ARN]: RIGHT }))().get(ROLE_ARN);
  expect(role).toMatchObject({
    account: '111122223333',
    permissions: [{ Effect: 'Allow', Action: ['s3:PutObject'], Resource: ['*'] }],
    regionsDisabled: [],
  });
});

test('a file is read again when it changes', async () => {
  const file = join(await aFolder(), 'roles.json');
  writeFileSync(file, json({ [ROLE_ARN]: RIGHT }));
  const roles = roleSource(file);
  expect([...roles().keys()]).toEqual([ROLE_ARN]);
  writeFileSync(file, json({ [OTHER_ARN]: RIGHT }));
  expect([...roles().keys()]).toEqual([OTHER_ARN]);
  writeFileSync(file, '{');
  expect(() => roles()).toThrow(`${file} is not JSON`);
});

test('the JSON files of a folder are read together', async () => {
  const folder = join(await aFolder(), 'roles');
  mkdirSync(folder);
  const roles = roleSource(folder);
  expect(roles().size).toBe(0);
  writeFileSync(join(folder, 'one.json'), json({ [ROLE_ARN]: RIGHT }));
  writeFileSync(join(folder, 'two.json'), json({ [OTHER_ARN]: RIGHT }));
  writeFileSync(join(folder, 'notes.txt'), 'of no concern');
  expect([...roles().keys()]).toEqual([ROLE_ARN, OTHER_ARN]);
  rmSync(join(folder, 'one.json'));
  expect([...roles().keys()]).toEqual([OTHER_ARN]);
  writeFileSync(join(folder, 'three.json'), json({ [OTHER_ARN]: RIGHT }));
  expect(() => roles()).toThrow(`role ${OTHER_ARN} exists twice`);
});

test('rejects a path without a file', () => {
  expect(() => roleSource('no/such/file.json')).toThrow(/^LOCAL_ROLES must be JSON, or the path/);
});

const statement = (changes: object) => ({
  trust: { ...RIGHT_TRUST, Statement: [{ ...RIGHT_TRUST.Statement[0], ...changes }] },
});

test.each([
  ['no trust policy', {}, 'trust: '],
  ['an unknown field', { ...RIGHT, permission: {} }, '"permission"'],
  ['an older version', { trust: { ...RIGHT_TRUST, Version: '2008-10-17' } }, 'trust.Version: '],
  ['no effect', statement({ Effect: 'Permit' }), 'trust.Statement.0.Effect: '],
  [
    'NotPrincipal',
    statement({ NotPrincipal: '*' }),
    'trust.Statement.0: Unrecognized key: "NotPrincipal"',
  ],
  [
    'a pattern as principal',
    statement({ Principal: { AWS: 'arn:aws:iam::*:root' } }),
    'trust.Statement.0.Principal',
  ],
  [
    'a federated principal',
    statement({ Principal: { Federated: 'x' } }),
    'trust.Statement.0.Principal',
  ],
  [
    'an unknown operator',
    { trust: trustWith({ DateLessThan: { 'aws:CurrentTime': '2027-01-01' } }) },
    'trust.Statement.0.Condition.DateLessThan: the local stack does not support this condition operator',
  ],
  [
    'a set operator',
    { trust: trustWith({ 'ForAnyValue:StringLike': { 'aws:PrincipalArn': '*' } }) },
    'this condition operator',
  ],
  [
    'an unknown condition key',
    { trust: trustWith({ StringEquals: { 'aws:SourceIp': '10.0.0.1' } }) },
    'trust.Statement.0.Condition.StringEquals.aws:SourceIp: the local stack does not support this condition key',
  ],
  [
    'an unknown variable',
    { trust: trustWith({ StringEquals: { 'sts:ExternalId': `\${aws:userid}` } }) },
    `the local stack does not support the variable \${aws:userid}`,
  ],
  [
    'NotResource in its permissions',
    { ...RIGHT, permissions: permitting({ NotResource: '*' }) },
    'permissions.Statement.0: Unrecognized key: "NotResource"',
  ],
  [
    'a wrong organization',
    { ...RIGHT, organization: 'acme' },
    'organization: must be an organization id',
  ],
  ['a wrong region list', { ...RIGHT, regions_disabled: 'us-east-1' }, 'regions_disabled: '],
])('rejects a role with %s, with its ARN and the field', (_, role, field) => {
  const given = json({ [ROLE_ARN]: role });
  expect(() => roleSource(given)).toThrow(`LOCAL_ROLES: role ${ROLE_ARN}: `);
  expect(() => roleSource(given)).toThrow(field);
});

test('rejects a name that is not the ARN of a role', () => {
  expect(() => roleSource(json({ 'arn:aws:iam::1:role/x': RIGHT }))).toThrow(
    'LOCAL_ROLES: "arn:aws:iam::1:role/x" is not the ARN of a role',
  );
});
