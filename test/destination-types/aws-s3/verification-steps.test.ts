import { expect, test } from 'vitest';
import {
  refusesAll,
  stepAt,
  verificationSteps,
} from '../../../lambdas/destination-types/aws-s3/verification-steps.ts';

test.each([
  ['connection', 'reach'],
  ['http_403', 'reach'],
  ['AuthorizationHeaderMalformed', 'region'],
  ['PermanentRedirect', 'region'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['NoSuchBucket', 'bucket'],
  ['AccessDenied', 'permission'],
  ['KMS.DisabledException', 'write'],
  ['InvalidStorageClass', 'write'],
])('a verification that is refused with %s stopped at: %s', (code, step) => {
  expect(stepAt({ kind: 'rejected', code, message: '' })).toBe(step);
});

test('a store in trouble was not reached', () => {
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

test.each([
  ['AccessDenied', true],
  ['NoSuchBucket', true],
  ['InvalidAccessKeyId', true],
  ['PermanentRedirect', true],
  ['KMS.DisabledException', true],
  ['InvalidStorageClass', true],
  ['connection', true],
  ['http_403', true],
  ['http_301', true],
  ['key_template', false],
  ['KeyTooLongError', false],
  ['MetadataTooLarge', false],
  ['EntityTooLarge', false],
  ['http_400', false],
  ['SomethingNew', false],
])('a rejection with %s would meet any other event: %j', (code, all) => {
  expect(refusesAll(code)).toBe(all);
});
