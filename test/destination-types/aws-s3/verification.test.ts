import { expect, test } from 'vitest';
import {
  stepsOf,
  verificationSteps,
} from '../../../lambdas/destination-types/aws-s3/verification.ts';

test.each([
  ['connection', 'reach'],
  ['http_403', 'reach'],
  ['AuthorizationHeaderMalformed', 'region'],
  ['PermanentRedirect', 'region'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['Unauthorized', 'credentials'],
  ['InvalidTokenId', 'credentials'],
  ['InvalidAccessKey', 'credentials'],
  ['AccessKeyDisabled', 'credentials'],
  ['AuthorizationQueryParametersError', 'write'],
  ['http_401', 'credentials'],
  ['UserSuspended', 'permission'],
  ['QuotaExceeded', 'write'],
  ['InsufficientStorage', 'write'],
  ['IllegalLocationConstraintException', 'region'],
  ['NoSuchBucket', 'bucket'],
  ['AccessDenied', 'permission'],
  ['KMS.DisabledException', 'write'],
  ['InvalidStorageClass', 'write'],
])('a verification that is rejected with %s stopped at: %s', (code, step) => {
  expect(stepsOf({ kind: 'rejected', code, message: '' }).at(-1)).toMatchObject({
    name: step,
    status: 'failed',
    code,
  });
});

test('a verification at a failing store stopped at: reach', () => {
  expect(stepsOf({ kind: 'retry', code: 'SlowDown', message: '' })).toEqual([
    { name: 'reach', status: 'failed', code: 'SlowDown', message: '' },
  ]);
});

test('a verified destination has passed every step', () => {
  expect(stepsOf({ kind: 'delivered', code: 'OK', response: {} })).toEqual(
    ['reach', 'region', 'credentials', 'bucket', 'permission', 'write'].map((name) => ({
      name,
      status: 'passed',
    })),
  );
  expect(verificationSteps.map(({ name }) => name)).toEqual([
    'reach',
    'region',
    'credentials',
    'bucket',
    'assume_role',
    'external_id',
    'permission',
    'write',
  ]);
});
