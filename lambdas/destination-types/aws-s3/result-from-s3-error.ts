import type { DeliveryResult } from '../delivery-result.ts';
import { hideSecrets } from './hide-secrets.ts';
import { isAboutEvent } from './refusal-scope.ts';

/** A refusal, as a store words it. */
export interface StoreError {
  /** The error's code, `AccessDenied`; undefined when the answer was not S3's XML (a proxy's page, say). */
  readonly code: string | undefined;
  readonly status: number;
  readonly message: string;
  /** Seconds after which the store wants to be asked again, if it says so. */
  readonly retryAfter?: number | undefined;
}

/**
 * Codes whose status would mislead: S3's turn, though the status says it is the customer's, or that
 * all is well.
 * From S3's list (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
 */
const worthAnotherTry = new Set([
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
 * Codes that come with 409 and are no passing conflict. Of one event: see refusal-scope.ts.
 */
const lastingConflicts = new Set(['InvalidBucketState']);

/**
 * Statuses from 500 that last until the customer acts: 501, a feature that the store does not have,
 * and 507, a full disk or a used-up quota, of MinIO and versitygw.
 */
const lastingFaults = new Set([501, 507]);

/**
 * What a store's refusal means for the delivery. Codes decide where there is a rule for them, the
 * status for all others: 5xx (but for `lastingFaults`), 429, 409, 408 and 307 are worth
 * another try, the rest is for the customer to mend. Code: the store's, or `http_<status>`.
 */
export const resultFromS3Error = ({
  code,
  status,
  message,
  retryAfter,
}: StoreError): DeliveryResult => {
  const told = { code: code ?? `http_${status}`, message };
  return isTransient(code ?? '', status)
    ? { kind: 'retry', ...told, ...(retryAfter !== undefined && { retry_after: retryAfter }) }
    : { kind: 'rejected', ...told };
};

const isTransient = (code: string, status: number): boolean =>
  worthAnotherTry.has(code) ||
  throttling.test(code) ||
  [307, 408, 429].includes(status) ||
  (status === 409 && !lastingConflicts.has(code) && !isAboutEvent(code)) ||
  (status >= 500 && !lastingFaults.has(status)) ||
  // An error without a code tells nothing, and its status that all is well.
  (status < 300 && code === '');

/** Nothing came back in time: we cannot know whether the store has the event. */
export const timeoutResult = (): DeliveryResult => ({
  kind: 'retry',
  code: 'timeout',
  message: 'The store did not answer in time.',
});

/**
 * The connection failed.
 *
 * @param cause the system's name for it, `ECONNREFUSED`; not its message, which has addresses of ours
 */
export const connectionResult = (cause: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message: `The connection to the store failed (${cause}).`,
});

/** Name servers know no such host. It may be registered yet, so the delivery is tried again. */
export const noHostVerdict = (): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message:
    'The host of the store does not exist: no name server knows it. Check config.endpoint or config.region.',
});

/**
 * What came back is no answer of a store.
 *
 * @param message a sentence
 */
export const resultFromAnswer = (message: string): DeliveryResult => ({
  kind: 'retry',
  code: 'connection',
  message,
});

/** The endpoint leads into a private network, or is no endpoint at all. */
export const endpointResult = (fault: string): DeliveryResult => ({
  kind: 'rejected',
  code: 'connection',
  message: `config.endpoint ${fault}.`,
});

/**
 * The template gives no usable key for this event. It is tried again as the schedule says, as Outpost
 * does: the customer may correct the template meanwhile. One that takes too much is not tried again:
 * each try would take as much of what all tenants share.
 */
export const keyTemplateResult = (message: string, isOverBudget = false): DeliveryResult => ({
  kind: isOverBudget ? 'rejected' : 'retry',
  code: 'key_template',
  message,
});

/** The MD5 of nothing: the ETag of an empty object, unless it is encrypted by KMS. */
const etagOfNothing = 'd41d8cd98f00b204e9800998ecf8427e';

/**
 * What is wrong with the answer to a put, though its status is that of a success. Stores answer with
 * an ETag; what answers without one may be a proxy with an excuse. Some keep an empty object in place
 * of some, such as a folder; JSON is never empty.
 */
export const answerFault = (etag: string | undefined): DeliveryResult | undefined => {
  if (!etag) {
    const message = 'The answer has no ETag, so it may not come from an S3 store.';
    return { kind: 'retry', code: 'http_200', message };
  }
  if (etag.replaceAll('"', '').toLowerCase() !== etagOfNothing) return undefined;
  const message =
    "The store answered with the ETag of an empty object: it has not kept the event's data.";
  return { kind: 'rejected', code: 'empty_object', message };
};

/** Says which key was refused, where permission may depend on it. */
export const namingKey = (verdict: DeliveryResult, key: string): DeliveryResult =>
  verdict.kind !== 'delivered' && verdict.code === 'AccessDenied'
    ? { ...verdict, message: `${verdict.message} (key: ${key})` }
    : verdict;

/** Characters of a message that is shown to the customer. */
const longestMessage = 1000;

/** `verdict` with a message that holds none of `secrets` and is not too long to show. */
export const presentable = (
  verdict: DeliveryResult,
  secrets: readonly string[],
): DeliveryResult => {
  if (verdict.kind === 'delivered') return verdict;
  return { ...verdict, message: hideSecrets(verdict.message, secrets).slice(0, longestMessage) };
};
