import { expect, it } from 'vitest';
import { denialIn } from '../../../lambdas/destination-types/aws-s3/denial.ts';

it.each([
  ['a reason', 'because '.repeat(8_000)],
  ['a key', ' (key: '.repeat(9_000)],
])('a message of 64 KB that repeats %s is parsed in linear time', (_, message) => {
  const start = performance.now();
  expect(denialIn(`${message}"`)).toEqual({ isExplicit: false });
  expect(performance.now() - start).toBeLessThan(500);
});

it('a message with the longest key that S3 allows is parsed completely', () => {
  const key = 'k'.repeat(1_024);
  const message = `User: arn:aws:iam::111122223333:user/u is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/${key}" because no identity-based policy allows the s3:PutObject action (key: ${key})`;
  expect(denialIn(message)).toMatchObject({
    action: 's3:PutObject',
    user: 'arn:aws:iam::111122223333:user/u',
    policy: 'identity-based',
  });
});
