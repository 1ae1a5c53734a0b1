import { expect, test } from 'vitest';
import { isOverload, rejectsAll } from '../../../lambdas/destination-types/aws-s3/error-codes.ts';

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

test.each([
  'AccessDenied',
  'NoSuchBucket',
  'InvalidAccessKeyId',
  'PermanentRedirect',
  'KMS.DisabledException',
  'InvalidStorageClass',
  'connection',
  'empty_object',
  // codes of individual stores for an account, a quota or credentials
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'UserSuspended',
  'Unauthorized',
  'InvalidTokenId',
  'InsufficientStorageSpace',
  'InsufficientStorage',
  'NotEntitled',
  // codes that stores use for several purposes
  'InvalidArgument',
  'InvalidRequest',
  'BadRequest',
  'MethodNotAllowed',
  'NotImplemented',
  'PreconditionFailed',
  'SomethingNew',
  'constructor',
  'http_301',
  'http_400',
  'http_401',
  'http_402',
  'http_403',
  'http_404',
  'http_405',
  'http_411',
  'http_422',
  'http_501',
  'http_507',
])('%s concerns the destination: any other event would be rejected, too', (code) => {
  expect(rejectsAll(code)).toBe(true);
});

test.each([
  'key_template',
  'KeyTooLongError',
  'KeyTooLong',
  'InvalidObjectName',
  'XMinioInvalidObjectName',
  'XMinioInvalidResourceName',
  'XMinioParentIsObject',
  'XMinioObjectExistsAsDirectory',
  'ExistingObjectIsDirectory',
  'ExistingObjectIsFile',
  'ObjectParentIsFile',
  'DirectoryObjectContainsData',
  'InvalidURI',
  'EntityTooLarge',
  'EntityTooSmall',
  'MaxMessageLengthExceeded',
  'MetadataTooLarge',
  'RequestHeaderSectionTooLarge',
  'http_413',
  'http_414',
  'http_431',
])('%s concerns this event: another may be accepted', (code) => {
  expect(rejectsAll(code)).toBe(false);
});
