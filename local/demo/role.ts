import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from '../template/names.ts';

/** The account of the customer whose role the demo uses. */
export const ROLE_ACCOUNT = '111122223333';

export const ROLE_ARN = `arn:aws:iam::${ROLE_ACCOUNT}:role/waybill`;

/** Creates the role in the local stack: it can be assumed with the external id only. */
export function createRole(rolesFolder: string, externalId: string): void {
  const roles = { [ROLE_ARN]: { trust: trustPolicy(externalId) } };
  console.log(JSON.stringify(roles, null, 2));
  writeFileSync(join(rolesFolder, 'demo.json'), JSON.stringify(roles));
}

const trustPolicy = (externalId: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': externalId },
        ArnEquals: {
          'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/waybill-local-${REGION}-access`,
        },
      },
    },
  ],
});
