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

/**
 * Whether a failure with this code means that the store is overloaded. Stores use many names for
 * throttling.
 */
export const isOverload = (code: string): boolean => overload.has(code) || /throttl/i.test(code);
