import { CODES_WITHOUT_WRITE } from '../codes-without-write.ts';

/** Codes of writes that are ours, and not a store's. */
const ownCodes: ReadonlySet<string> = new Set([
  'OK',
  'ALREADY_EXISTS',
  'timeout',
  'connection',
  'key_template',
  'key_not_unique',
  'empty_object',
  'STS.AccessDenied',
  'STS.RegionDisabled',
  'STS.Throttling',
  'STS.Unavailable',
  'STS.NotPermitted',
]);

/**
 * Whether a code is one of ours. Waybill derives the follow-up of an attempt from them, such as whether it
 * counts towards blocking, so the response of a store must not claim one.
 */
export const isOwnCode = (code: string): boolean =>
  ownCodes.has(code) || CODES_WITHOUT_WRITE.has(code) || /^http_\d+$/.test(code);

/**
 * The codes of writes that metrics of the whole platform distinguish. A store may respond with any code, so
 * the list is short: S3's for PutObject
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), those of KMS and STS, the usual
 * ones of a response that is not S3's, and our own.
 */
export const namedCodes: ReadonlySet<string> = new Set([
  ...ownCodes,
  // access
  'AccessDenied',
  'AccountProblem',
  'AllAccessDisabled',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'RequestTimeTooSkewed',
  // the bucket
  'NoSuchBucket',
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'InvalidBucketState',
  'MethodNotAllowed',
  'OperationAborted',
  // the request
  'InvalidRequest',
  'InvalidArgument',
  'InvalidStorageClass',
  'AccessControlListNotSupported',
  'NotImplemented',
  'PreconditionFailed',
  'ConditionalRequestConflict',
  'BadDigest',
  'EntityTooLarge',
  'KeyTooLongError',
  'MetadataTooLarge',
  // encryption
  'KMS.AccessDeniedException',
  'KMS.DisabledException',
  'KMS.KMSInvalidStateException',
  'KMS.NotFoundException',
  'KMS.ThrottlingException',
  // the store itself
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  // a response that is not S3's
  'http_200',
  'http_301',
  'http_400',
  'http_401',
  'http_403',
  'http_404',
  'http_413',
  'http_429',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
]);
