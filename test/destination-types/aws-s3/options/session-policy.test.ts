import { expect, it } from 'vitest';
import { sessionPolicy } from '../../../../lambdas/destination-types/aws-s3/policy-statements.ts';

const config = { bucket: 'b', region: 'eu-west-1', prefix: 'p/' };
const kms_key_id = 'arn:aws:kms:eu-west-1:123456789012:key/k';

const allowedBy = (options: Record<string, string>) => {
  const policy = JSON.parse(sessionPolicy({ ...config, ...options }, 'aws'));
  return policy.Statement.map(({ Action, Resource }: Record<string, unknown>) => [
    Action,
    Resource,
  ]);
};

const objects = 'arn:aws:s3:::b/p/*';
const data = 'kms:GenerateDataKey';

it.each([
  [
    {},
    [
      ['s3:PutObject', objects],
      [data, '*'],
    ],
  ],
  [
    { tags: 'a=b' },
    [
      [['s3:PutObject', 's3:PutObjectTagging'], objects],
      [data, '*'],
    ],
  ],
  [
    { acl: 'bucket-owner-full-control' },
    [
      [['s3:PutObject', 's3:PutObjectAcl'], objects],
      [data, '*'],
    ],
  ],
  [
    { sse: 'aws:kms', kms_key_id },
    [
      ['s3:PutObject', objects],
      [data, kms_key_id],
    ],
  ],
])('the session policy with %j allows only what its puts need', (options, allowed) => {
  expect(allowedBy(options)).toEqual(allowed);
});
