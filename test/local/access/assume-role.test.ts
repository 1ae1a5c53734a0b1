import { expect, test } from 'vitest';
import { assumeRole } from '../../../local/access/assume-role.ts';
import { Identities } from '../../../local/access/identities.ts';
import {
  ACCESS_ROLE_ARN,
  EXTERNAL_ID,
  permitting,
  RIGHT_TRUST,
  ROLE_ARN,
  rolesWith,
  trustWith,
} from './roles.ts';

const OTHER_ID = 'waybill-01K6ZJ3M4T8V9W0X1Y2Z3A4B5D';
const MEMBER_ROLE_ARN = 'arn:aws:iam::444455556666:role/OrganizationAccountAccessRole';

const allowing = (conditions: object) => ({ trust: trustWith(conditions) });
const externalId = (operator: string, value: string) =>
  allowing({ [operator]: { 'sts:ExternalId': value } });

const withSecondStatement = (statement: object) => ({
  trust: { ...RIGHT_TRUST, Statement: [...RIGHT_TRUST.Statement, statement] },
});

/** Calls AssumeRole as the access role, or as what `roleArn` names. */
const assume = (
  roles: Readonly<Record<string, object>>,
  parameters: Readonly<Record<string, string>>,
) => {
  const identities = new Identities(() => rolesWith(roles));
  const session = identities.sessions.issue({ roleArn: ACCESS_ROLE_ARN, name: 'waybill' });
  const caller = identities.authenticate({ ...session, region: 'us-east-1', service: 'sts' });
  if (typeof caller === 'string') throw new Error(caller);
  return assumeRole(identities, {
    caller,
    region: 'us-east-1',
    parameters: {
      Action: 'AssumeRole',
      Version: '2011-06-15',
      RoleArn: ROLE_ARN,
      RoleSessionName: 'waybill-des_1',
      ...parameters,
    },
  });
};

/** The outcomes with the tenant's external id, with another one, and without any. */
const outcomes = (role: object, arn = ROLE_ARN): string =>
  [{ ExternalId: EXTERNAL_ID }, { ExternalId: OTHER_ID }, {}]
    .map((id) => {
      try {
        assume({ [arn]: role }, { RoleArn: arn, ...id });
        return 'yes';
      } catch (error) {
        return error instanceof Error && 'code' in error && error.code === 'AccessDenied'
          ? 'no'
          : String(error);
      }
    })
    .join(' ');

test.each([
  ['the documented statement', { trust: RIGHT_TRUST }, 'yes no no'],
  ['no condition', allowing({}), 'yes yes yes'],
  ['StringLike *', externalId('StringLike', '*'), 'yes yes no'],
  ['StringLike waybill-*', externalId('StringLike', 'waybill-*'), 'yes yes no'],
  ['StringEquals *, which is no pattern', externalId('StringEquals', '*'), 'no no no'],
  ['StringEqualsIfExists', externalId('StringEqualsIfExists', EXTERNAL_ID), 'yes no yes'],
  ['StringLikeIfExists', externalId('StringLikeIfExists', 'waybill-*'), 'yes yes yes'],
  ['the external id of another tenant', externalId('StringEquals', OTHER_ID), 'no yes no'],
  ['StringNotEquals', externalId('StringNotEquals', OTHER_ID), 'yes no yes'],
  [
    'a list of external ids',
    allowing({ StringEquals: { 'sts:ExternalId': [OTHER_ID, EXTERNAL_ID] } }),
    'yes yes no',
  ],
  ['Null', allowing({ Null: { 'sts:ExternalId': 'false' } }), 'yes yes no'],
  [
    'a key in other letter case',
    allowing({ StringEquals: { 'STS:externalID': OTHER_ID } }),
    'no yes no',
  ],
  ['Bool', allowing({ Bool: { 'aws:SecureTransport': true } }), 'yes yes yes'],
  [
    'an explicit denial without the external id',
    withSecondStatement({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sts:AssumeRole',
      Condition: { StringNotEquals: { 'sts:ExternalId': OTHER_ID } },
    }),
    'no no no',
  ],
  [
    'an action that is not AssumeRole',
    {
      trust: {
        ...RIGHT_TRUST,
        Statement: [{ ...RIGHT_TRUST.Statement[0], Action: 'sts:TagSession' }],
      },
    },
    'no no no',
  ],
])('a role with %s', (_, role, expected) => {
  expect(outcomes(role)).toBe(expected);
});

test.each([
  ['the account’s root', { AWS: 'arn:aws:iam::000000000000:root' }, 'yes'],
  ['the account’s id', { AWS: '000000000000' }, 'yes'],
  ['the access role', { AWS: ACCESS_ROLE_ARN }, 'yes'],
  ['the access role in a list', { AWS: ['999999999999', ACCESS_ROLE_ARN] }, 'yes'],
  ['everyone', '*', 'yes'],
  ['everyone in AWS', { AWS: '*' }, 'yes'],
  ['another account', { AWS: '999999999999' }, 'no'],
  ['another role', { AWS: `${ACCESS_ROLE_ARN}-2` }, 'no'],
  ['a service', { Service: 'lambda.amazonaws.com' }, 'no'],
])('a principal that is %s', (_, principal, expected) => {
  expect(outcomes({ trust: trustWith({}, principal) })).toBe(
    [expected, expected, expected].join(' '),
  );
});

test.each([
  ['ArnEquals', ACCESS_ROLE_ARN, 'yes'],
  ['ArnEquals', `${ACCESS_ROLE_ARN}-2`, 'no'],
  ['ArnLike', 'arn:aws:iam::000000000000:role/waybill-*', 'yes'],
  ['ArnLike', 'arn:aws:*:role/waybill-*', 'no'],
  ['StringLike', 'arn:aws:*:role/waybill-*', 'yes'],
  ['ArnNotLike', 'arn:aws:iam::000000000000:role/waybill-*', 'no'],
])('%s %s is asked about the role, not its session', (operator, arn, expected) => {
  const role = allowing({ [operator]: { 'aws:PrincipalArn': arn } });
  expect(outcomes(role)).toBe([expected, expected, expected].join(' '));
});

test('rejects a role of our own account, even if it trusts the access role', () => {
  const own = 'arn:aws:iam::000000000000:role/admin';
  expect(outcomes({ trust: trustWith({}, { AWS: ACCESS_ROLE_ARN }) }, own)).toBe('no no no');
});

test('rejects a role of our organization', () => {
  const role = { trust: RIGHT_TRUST, organization: 'o-local00000' };
  expect(outcomes(role, MEMBER_ROLE_ARN)).toBe('no no no');
});

test.each([
  [
    'explicitly',
    { organization: 'o-local00000' },
    'with an explicit deny in an identity-based policy',
  ],
  ['by its trust policy alone', {}, MEMBER_ROLE_ARN],
])('a role that is denied %s is refused with the reason', (_, given, reason) => {
  const role = { trust: trustWith({}, { AWS: '999999999999' }), ...given };
  expect(() => assume({ [MEMBER_ROLE_ARN]: role }, { RoleArn: MEMBER_ROLE_ARN })).toThrow(
    new RegExp(`${reason}$`),
  );
});

test('a role of another organization can be assumed', () => {
  const role = { trust: RIGHT_TRUST, organization: 'o-customer00' };
  expect(outcomes(role, MEMBER_ROLE_ARN)).toBe('yes no no');
});

test('rejects a role that does not exist with the same message as a role that denies access', () => {
  const wording =
    /^User: arn:aws:sts::000000000000:assumed-role\/.*\/waybill is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role\/export$/;
  expect(() => assume({}, {})).toThrow(wording);
  expect(() => assume({ [ROLE_ARN]: { trust: RIGHT_TRUST } }, {})).toThrow(wording);
});

test('chaining is limited to one hour', () => {
  const roles = { [ROLE_ARN]: allowing({}) };
  expect(assume(roles, { DurationSeconds: '3600' }).accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(() => assume(roles, { DurationSeconds: '3601' })).toThrow(
    expect.objectContaining({ code: 'ValidationError' }),
  );
});

test.each([
  ['RoleArn', 'arn:aws:s3:::a-bucket-of-a-customer'],
  ['RoleSessionName', 'x'],
  ['RoleSessionName', 'with space'],
  ['DurationSeconds', '899'],
  ['DurationSeconds', '43201'],
  ['DurationSeconds', '1e3'],
  ['DurationSeconds', ' 900'],
  ['ExternalId', 'x'],
  ['ExternalId', 'with space'],
  ['SourceIdentity', 'waybill'],
  ['Tags.member.1.Key', 'tenant'],
])('%s=%s is a ValidationError', (name, value) => {
  expect(() => assume({ [ROLE_ARN]: allowing({}) }, { [name]: value })).toThrow(
    expect.objectContaining({ code: 'ValidationError' }),
  );
});

const policyOf = (bytes: number) => {
  const empty = JSON.stringify(permitting({ Sid: '' }));
  return JSON.stringify(permitting({ Sid: 'x'.repeat(bytes - empty.length) }));
};

test('a session policy may have 2,048 characters', () => {
  const roles = { [ROLE_ARN]: allowing({}) };
  expect(assume(roles, { Policy: policyOf(2_048) }).policy).toHaveLength(1);
  expect(() => assume(roles, { Policy: policyOf(2_049) })).toThrow(
    expect.objectContaining({ code: 'PackedPolicyTooLarge' }),
  );
});

test.each([
  ['is not JSON', '{'],
  ['has no statements', JSON.stringify({ Version: '2012-10-17' })],
  ['has a principal', JSON.stringify(permitting({ Principal: '*' }))],
  ['has an unknown condition', JSON.stringify(permitting({ Condition: { Maybe: {} } }))],
])('a session policy that %s is a MalformedPolicyDocument', (_, Policy) => {
  expect(() => assume({ [ROLE_ARN]: allowing({}) }, { Policy })).toThrow(
    expect.objectContaining({ code: 'MalformedPolicyDocument' }),
  );
});

test('an account without STS in the region is a RegionDisabledException', () => {
  const role = { ...allowing({}), regions_disabled: ['us-east-1'] };
  expect(() => assume({ [ROLE_ARN]: role }, {})).toThrow(
    expect.objectContaining({ code: 'RegionDisabledException' }),
  );
});
