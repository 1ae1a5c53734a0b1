/**
 * Error codes of a store that is overloaded, including our own codes for a timeout and for
 * responses that are not S3's. From S3's list
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html) and MinIO's.
 */
const overload = new Set([
  'SlowDown',
  'SlowDownRead',
  'SlowDownWrite',
  'ServiceUnavailable',
  'TooManyRequests',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'http_429',
  'http_503',
  'timeout',
]);

/** `Throttling`, `ThrottlingException`, `KMS.ThrottlingException` (400), `RequestThrottled`, … */
const throttling = /throttl/i;

/**
 * Whether a failure with this code means that the store is overloaded. Stores use many names for
 * throttling.
 */
export const isOverload = (code: string): boolean => overload.has(code) || throttling.test(code);

/**
 * Error codes that concern one event: its key, its size, its metadata. From the lists of AWS
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), MinIO
 * (cmd/api-errors.go), Ceph (rgw_common.cc), SeaweedFS (weed/s3api/s3err), versitygw
 * (s3err/s3err.go), Cloudflare R2 (https://developers.cloudflare.com/r2/api/error-codes),
 * StorageGRID, IBM and Google Cloud Storage. Codes that stores use for several purposes, such as
 * `InvalidArgument` and `InvalidRequest`, are excluded. `http_<status>` stands for a response
 * that is not S3's: RFC 9110 sections 15.5.14 and 15.5.15, RFC 6585 section 5.
 */
const aboutOneEvent = new Set([
  // its key
  'key_template',
  'KeyTooLongError',
  'KeyTooLong', // StorageGRID, Google
  'InvalidObjectName', // Ceph, R2
  'XMinioInvalidObjectName',
  'XMinioInvalidResourceName',
  'InvalidURI',
  'http_414',
  // its key, in conflict with existing keys: stores on a file system
  'XMinioParentIsObject',
  'XMinioObjectExistsAsDirectory',
  'ExistingObjectIsDirectory', // SeaweedFS, versitygw
  'ExistingObjectIsFile',
  'ObjectParentIsFile', // versitygw
  'DirectoryObjectContainsData',
  // its key, which does not depend on its id
  'key_not_unique',
  // its size
  'EntityTooLarge',
  'EntityTooSmall',
  'MaxMessageLengthExceeded',
  'http_413',
  // its metadata
  'MetadataTooLarge',
  'RequestHeaderSectionTooLarge',
  'http_431',
]);

/** S3's error codes for a bucket in another region. */
const ofAnotherRegion = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Whether this error code means that the bucket is in another region. */
export const isRegionRefusal = (code: string): boolean => ofAnotherRegion.has(code);

/**
 * Whether the store would reject any other event with this code, too. The function assumes so
 * unless the code is known to concern the event, because stores have their own codes for quotas,
 * suspended accounts and credentials. An unusual event that is rejected with an unknown code
 * costs a few attempts; not detecting a destination that rejects everything costs all its events.
 */
export const rejectsAll = (code: string): boolean => !aboutOneEvent.has(code);

/**
 * Retryable codes with a misleading status: the cause is on S3's side although the status is that
 * of a client error or a success. From S3's list
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
 */
const retryableCodes = new Set([
  'RequestTimeout', // 400: the body came too slowly
  'RequestTimeTooSkewed', // 403: our clock is off, and S3's response corrects it
  'ConditionalRequestConflict', // 409
  'OperationAborted', // 409: a conflicting operation on the bucket, such as its creation
  'TemporaryRedirect', // 307: the bucket is new and DNS does not know it yet
  'InternalError', // 500; S3 has sent it with 200, too
  'ServiceUnavailable', // 503; as well
  'SlowDown', // 503 from S3; some stores send it with others
  'TooManyRequests',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
]);

/**
 * Codes with status 409 that are not temporary conflicts. For those that concern one event, see
 * `aboutOneEvent`.
 */
const permanentConflicts = new Set(['InvalidBucketState']);

/**
 * Server error statuses that persist until the customer acts: 501, a feature that the store does
 * not have, and 507, a full disk or an exhausted quota (MinIO and versitygw).
 */
const permanentServerErrors = new Set([501, 507]);

/**
 * Whether an error response with this code and status is temporary. A code with a rule decides;
 * otherwise the status does: 5xx (except `permanentServerErrors`), 429, 409, 408 and 307 are
 * temporary.
 */
export const isTransient = (code: string, status: number): boolean =>
  retryableCodes.has(code) ||
  throttling.test(code) ||
  [307, 408, 429].includes(status) ||
  (status === 409 && !permanentConflicts.has(code) && rejectsAll(code)) ||
  (status >= 500 && !permanentServerErrors.has(status)) ||
  // An error without a code says nothing, and its status is that of a success.
  (status < 300 && code === '');

/**
 * Error codes for a digest that does not match the body: `BadDigest` is AWS's,
 * `XAmzContentChecksumMismatch` is MinIO's for the newer checksums.
 */
const mismatches = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch']);

/**
 * Ambiguous error codes: S3Mock (`BadRequest`) and Garage before 1.1 (`InvalidRequest`) name the
 * header in the message.
 */
const ambiguousCodes = new Set(['BadRequest', 'InvalidRequest']);

/** Whether a store rejected a request because the digest does not match the body. */
export const isDigestMismatch = (code: string | undefined, message: string): boolean =>
  mismatches.has(code ?? '') ||
  (ambiguousCodes.has(code ?? '') &&
    /\bmd5\b/i.test(message) &&
    !/requir|missing|support|implement/i.test(message));

/**
 * Codes of failures of AWS STS or of the access role: there were no credentials to send a request with.
 */
export type StsFailureCode = 'STS.Throttling' | 'STS.Unavailable' | 'STS.NotPermitted';

const notOfDestination: ReadonlySet<string> = new Set<StsFailureCode | 'key_template'>([
  'STS.Throttling',
  'STS.Unavailable',
  'STS.NotPermitted',
  // Otherwise, events in a new format that the template does not support would disable the destination.
  'key_template',
]);

/** Whether a failure with this code is about the store or the config. */
export const reflectsHealth = (code: string): boolean => !notOfDestination.has(code);
