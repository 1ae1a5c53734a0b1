import { expect, test } from 'vitest';
import { templateRoles } from '../../../local/access/template-roles.ts';
import { nameResources } from '../../../local/template/names.ts';
import { Template } from '../../../local/template/template.ts';
import { permitting, trustWith } from './roles.ts';

const rolesOf = (Resources: Record<string, object>) => {
  const template = Template.parse({ Resources });
  const assembly = { stackName: 'stack', template, codeFolder: (key: string) => key };
  return templateRoles(
    template,
    nameResources(assembly, (name) => name),
  );
};

const role = (Properties: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: trustWith({}), ...Properties },
});

const ASSUME = {
  Action: 'sts:AssumeRole',
  Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:role/*']] },
};

test('a role has its name, its trust policy and its inline permissions', () => {
  const Policies = [{ PolicyName: 'Assume', PolicyDocument: permitting(ASSUME) }];
  expect(rolesOf({ Access: role({ RoleName: 'access', Policies }) })).toMatchObject([
    {
      arn: 'arn:aws:iam::000000000000:role/access',
      account: '000000000000',
      organization: 'o-local00000',
      trust: [{ Principal: ['000000000000'], Action: ['sts:AssumeRole'] }],
      permissions: [{ Action: ['sts:AssumeRole'], Resource: ['arn:aws:iam::*:role/*'] }],
    },
  ]);
});

test.each(['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'])(
  '%s adds permissions to its roles',
  (Type) => {
    const Properties = { Roles: [{ Ref: 'One' }], PolicyDocument: permitting(ASSUME) };
    const roles = rolesOf({ One: role(), Other: role(), Policy: { Type, Properties } });
    expect(roles.map(({ permissions }) => permissions.length)).toEqual([1, 0]);
  },
);

test('permissions for other services are not read', () => {
  const Policies = [
    {
      PolicyDocument: permitting({
        Action: ['logs:PutLogEvents'],
        Resource: { 'Fn::Unknown': 'x' },
        Condition: { NumericEquals: { 'logs:Unknown': '1' } },
      }),
    },
  ];
  expect(rolesOf({ Table: role({ Policies }) })).toMatchObject([{ permissions: [] }]);
});

test('a template without roles results in no roles', () => {
  expect(rolesOf({})).toEqual([]);
});

test.each([
  [
    'an unknown condition',
    { Policies: [{ PolicyDocument: permitting({ ...ASSUME, Condition: { Maybe: {} } }) }] },
    'Statement.0.Condition.Maybe',
  ],
  [
    'NotAction',
    {
      Policies: [{ PolicyDocument: { Version: '2012-10-17', Statement: [{ NotAction: 's3:*' }] } }],
    },
    'NotAction',
  ],
  ['a managed policy by its ARN', { ManagedPolicyArns: ['arn:x'] }, 'ManagedPolicyArns'],
  ['a boundary', { PermissionsBoundary: 'arn:x' }, 'PermissionsBoundary'],
])('a role with %s stops the start', (_, properties, reason) => {
  const start = () => rolesOf({ Odd: role(properties) });
  expect(start).toThrow('the local stack cannot evaluate AWS::IAM::Role Odd: ');
  expect(start).toThrow(reason);
});
