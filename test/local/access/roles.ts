import { parseRoles, type Roles } from '../../../local/access/role.ts';
import { ACCOUNT, REGION } from '../../../local/template/names.ts';

/** The role that the trust policies of these tests expect as their caller. */
export const ACCESS_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/waybill-local-${REGION}-access`;

/** A customer's role. */
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/export';

export const EXTERNAL_ID = 'waybill-01K6ZJ3M4T8V9W0X1Y2Z3A4B5C';

/** A trust policy for our account with a condition; with several for several statements. */
export const trustWith = (Condition: object, Principal: unknown = { AWS: ACCOUNT }) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', Condition }],
});

/** The trust policy that the documentation asks customers to create. */
export const RIGHT_TRUST = trustWith(
  {
    StringEquals: { 'sts:ExternalId': EXTERNAL_ID },
    ArnEquals: { 'aws:PrincipalArn': ACCESS_ROLE_ARN },
  },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
);

/** A policy of permissions with one statement. */
export const permitting = (statement: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...statement }],
});

/** The access role, as it is deployed: any role, except those of its own account and organization. */
const ACCESS_ROLE = {
  trust: trustWith({}),
  permissions: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' },
      ...[
        ['aws:ResourceAccount', `\${aws:PrincipalAccount}`],
        ['aws:ResourceOrgID', `\${aws:PrincipalOrgID}`],
      ].map(([key = '', value]) => ({
        Effect: 'Deny',
        Action: 'sts:AssumeRole',
        Resource: '*',
        Condition: { StringEquals: { [key]: value } },
      })),
    ],
  },
  organization: 'o-local00000',
};

/** The access role and the roles that a test gives. */
export const rolesWith = (given: Readonly<Record<string, object>>): Roles => {
  const text = JSON.stringify({ [ACCESS_ROLE_ARN]: ACCESS_ROLE, ...given });
  return new Map(parseRoles(text, 'LOCAL_ROLES').map((role) => [role.arn, role]));
};
