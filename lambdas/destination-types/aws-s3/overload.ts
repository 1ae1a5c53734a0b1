/**
 * Codes by which a store says that it cannot keep up, and those we give silence and pages: of S3's
 * list (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), and of MinIO's.
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

/** Whether a failure with this code says that the store cannot keep up; throttling goes by many names. */
export const isOverload = (code: string): boolean => overload.has(code) || /throttl/i.test(code);
