import type { DeliveryResult } from '../delivery-result.ts';
import { hideSecrets } from './hide-secrets.ts';
import { isAboutEvent } from './refusal-scope.ts';

/** An error response of a store. */
export interface StoreError {
  /**
   * The error code, such as `AccessDenied`; undefined when the response was not S3's XML (a
   * proxy's page, for example).
   */
  readonly code: string | undefined;
  readonly status: number;
  readonly message: string;
  /** Seconds after which the store asks to be retried, if given. */
  readonly retryAfter?: number | undefined;
}

/**
 * Retryable codes with a misleading status: the cause is on S3's side although the status is that
 * of a client error or a success. From S3's list
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
 */
const retryableCodes = new Set([
  'RequestTimeout', // 400: the body came too slowly
  'RequestTimeTooSkewed', // 403: our clock is off, and S3's answer sets the SDK's right
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

/** `Throttling`, `ThrottlingException`, `KMS.ThrottlingException` (400), `RequestThrottled`, … */
const throttling = /throttl/i;

/**
 * Codes with status 409 that are not temporary conflicts. For those that concern one event, see
 * refusal-scope.ts.
 */
const permanentConflicts = new Set(['InvalidBucketState']);

/**
 * Server error statuses that persist until the customer acts: 501, a feature that the store does
 * not have, and 507, a full disk or an exhausted quota (MinIO and versitygw).
 */
const permanentServerErrors = new Set([501, 507]);

/**
 * Converts a store's error response into a delivery result. A code with a rule decides; otherwise
 * the status does: 5xx (except `permanentServerErrors`), 429, 409, 408 and 307 are retried, and
 * for all others the customer must act. The result's code is the store's, or `http_<status>`.
 */
export const resultFromS3Error = ({
  code,
  status,
  message,
  retryAfter,
}: StoreError): DeliveryResult => {
  const codeAndMessage = { code: code ?? `http_${status}`, message };
  return isTransient(code ?? '', status)
    ? {
        kind: 'retry',
        ...codeAndMessage,
        ...(retryAfter !== undefined && { retry_after: retryAfter }),
      }
    : { kind: 'rejected', ...codeAndMessage };
};

const isTransient = (code: string, status: number): boolean =>
  retryableCodes.has(code) ||
  throttling.test(code) ||
  [307, 408, 429].includes(status) ||
  (status === 409 && !permanentConflicts.has(code) && !isAboutEvent(code)) ||
  (status >= 500 && !permanentServerErrors.has(status)) ||
  // An error without a code says nothing, and its status is that of a success.
  (status < 300 && code === '');

/** The store did not respond in time. It is unknown whether the store has the event. */
export const timeoutResult = (): DeliveryResult => ({
  kind: 'retry',
  code: 'timeout',
  message: 'The store did not answer in time.',
});

/**
 * The connection failed.
 *
 * @param cause the system's error code, such as `ECONNREFUSED`; not its message, which contains
 *   internal addresses
 */
export const connectionResult = (cause: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message: `The connection to the store failed (${cause}).`,
});

/** The host does not exist in DNS. It may be registered later, so the delivery is retried. */
export const noHostResult = (): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message:
    'The host of the store does not exist: no name server knows it. Check config.endpoint or config.region.',
});

/**
 * The response is not a valid response of a store.
 *
 * @param message a sentence
 */
export const resultFromAnswer = (message: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message,
});

/** The endpoint leads into a private network, or is not a valid endpoint. */
export const endpointResult = (error: string): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message: `config.endpoint ${error}.`,
});

/**
 * The template gives no usable key for this event. The delivery is retried on schedule, as in
 * Outpost, because the customer may correct the template in the meantime. A template that exceeds
 * its budget is not retried: each attempt would consume as much of the capacity that all tenants
 * share.
 */
export const keyTemplateResult = (message: string, isOverBudget = false): DeliveryResult => ({
  kind: isOverBudget ? 'rejected' : 'retry',
  code: 'key_template',
  message,
});

/** The MD5 of an empty body: the ETag of an empty object, unless it is encrypted with KMS. */
const etagOfNothing = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * Returns a result for an invalid response to a PutObject whose status is a success; undefined
 * when the response is valid. Stores return an ETag; a response without one may come from a
 * proxy. Some stores save an empty object in place of some keys, such as a folder; JSON is never
 * empty.
 */
export const responseError = (etag: string | undefined): DeliveryResult | undefined => {
  if (!etag) {
    const message = 'The answer has no ETag, so it may not come from an S3 store.';
    return { kind: 'retry', code: 'http_200', message };
  }
  if (etag.replaceAll('"', '').toLowerCase() !== etagOfNothing) return undefined;
  const message =
    "The store answered with the ETag of an empty object: it has not kept the event's data.";
  return { kind: 'rejected', code: 'empty_object', message };
};

/**
 * Adds the rejected key to the message of an `AccessDenied`, since permissions may depend on the
 * key.
 */
export const namingKey = (result: DeliveryResult, key: string): DeliveryResult =>
  result.kind !== 'delivered' && result.code === 'AccessDenied'
    ? { ...result, message: `${result.message} (key: ${key})` }
    : result;

/** The maximum length, in characters, of a message shown to the customer. */
const maxMessageLength = 1000;

/** Returns `result` with a message that contains none of `secrets` and is not too long to show. */
export const presentable = (result: DeliveryResult, secrets: readonly string[]): DeliveryResult => {
  if (result.kind === 'delivered') return result;
  return { ...result, message: hideSecrets(result.message, secrets).slice(0, maxMessageLength) };
};
