import { expect, test } from 'vitest';
import {
  stepAt,
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
  expect(stepAt({ kind: 'rejected', code, message: '' })).toBe(step);
});

test('a verification at a failing store stopped at: reach', () => {
  expect(stepAt({ kind: 'retry', code: 'SlowDown', message: '' })).toBe('reach');
});

test('a verified destination has passed every step', () => {
  expect(stepAt({ kind: 'delivered', code: 'OK', response: {} })).toBeUndefined();
  expect(verificationSteps.map(({ name }) => name)).toEqual([
    'reach',
    'region',
    'credentials',
    'bucket',
    'permission',
    'write',
  ]);
});
