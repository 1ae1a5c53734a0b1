import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CUSTOMER_BUCKET } from './local-stack.ts';

/** The account of the local stack. */
const OUR_ACCOUNT = '000000000000';

/** The ARN of a role in the account that owns the customer's bucket. */
export const roleArn = (name: string, account: string = CUSTOMER_BUCKET.owner): string =>
  `arn:aws:iam::${account}:role/${name}`;

/** A role that trusts our account under conditions. */
export const roleTrusting = (Condition: object) => ({
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OUR_ACCOUNT}:root` },
        Action: 'sts:AssumeRole',
        Condition,
      },
    ],
  },
});

/** The trust that customers are asked for. */
export const roleDemanding = (externalId: string) =>
  roleTrusting({
    StringEquals: { 'sts:ExternalId': externalId },
    ArnEquals: {
      'aws:PrincipalArn': `arn:aws:iam::${OUR_ACCOUNT}:role/waybill-local-us-east-1-access`,
    },
  });

/**
 * Creates or replaces a role of the local stack. Each role has a file of its own, so that tests can
 * change theirs at the same time.
 */
export const putRole = (rolesFolder: string, arn: string, role: object): void => {
  const file = join(rolesFolder, `${encodeURIComponent(arn)}.json`);
  // A rename is atomic: the local stack never reads half a file.
  writeFileSync(`${file}.new`, JSON.stringify({ [arn]: role }));
  renameSync(`${file}.new`, file);
};
