import { expect, test } from 'vitest';
import { isOverload } from '../../../lambdas/destination-types/aws-s3/overload.ts';

test.each([
  'SlowDown',
  'SlowDownWrite',
  'ServiceUnavailable',
  'TooManyRequests',
  'ThrottlingException',
  'KMS.ThrottlingException',
  'RequestThrottled',
  'http_429',
  'http_503',
  'timeout',
])('%s means that the store is overloaded', (code) => {
  expect(isOverload(code)).toBe(true);
});

test.each(['InternalError', 'AccessDenied', 'NoSuchBucket', 'connection', 'http_500', 'OK'])(
  '%s does not mean that the store is overloaded',
  (code) => {
    expect(isOverload(code)).toBe(false);
  },
);
