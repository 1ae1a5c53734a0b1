import { TooSlowError } from '../../http/http-exchange.ts';
import { AwsError, ChecksumError } from './aws-error.ts';

/**
 * When and how often a call is retried: the SDK's standard mode, with its numbers.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */

const THROTTLING_CODES = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);

const TRANSIENT_CODES = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);
const TRANSIENT_STATUSES = new Set([500, 502, 503, 504]);

const NETWORK_CODES = new Set([
  ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);

/** A kind of failure that is retried. */
export type Retryable = 'throttling' | 'transient';

/** Decides whether and when a failed call is retried. The caller handles its own aborts. */
export function retryable(error: unknown): Retryable | undefined {
  if (error instanceof AwsError) {
    const { httpStatusCode } = error.$metadata;
    if (httpStatusCode === 429 || THROTTLING_CODES.has(error.name)) return 'throttling';
    const isTransient = TRANSIENT_STATUSES.has(httpStatusCode) || TRANSIENT_CODES.has(error.name);
    return isTransient ? 'transient' : undefined;
  }
  if (error instanceof TooSlowError || error instanceof ChecksumError) return 'transient';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return NETWORK_CODES.has(code) ? 'transient' : undefined;
}

const FIRST_DELAY_MS: Record<Retryable, number> = { throttling: 1_000, transient: 50 };
const MAX_DELAY_MS = 20_000;

/**
 * How long to wait before a retry: exponential backoff with full jitter.
 *
 * @param retries the number of earlier retries
 * @param random from 0 to 1
 */
export const delayBefore = (kind: Retryable, retries: number, random: number): number =>
  Math.floor(random * Math.min(FIRST_DELAY_MS[kind] * 2 ** retries, MAX_DELAY_MS));

const CAPACITY = 500;
const COST: Record<Retryable, number> = { throttling: 5, transient: 14 };

/**
 * Limits the retries of all calls to one service together: while a service is down, calls fail fast
 * instead of multiplying its load. Successes restore the budget.
 */
export class RetryBudget {
  #tokens = CAPACITY;

  /** Pays for a retry. Returns false when the budget does not suffice. */
  spend(kind: Retryable): boolean {
    if (this.#tokens < COST[kind]) return false;
    this.#tokens -= COST[kind];
    return true;
  }

  /** Records a success: returns what its last retry cost, or one token if it needed none. */
  restore(lastRetry: Retryable | undefined): void {
    this.#tokens = Math.min(CAPACITY, this.#tokens + (lastRetry ? COST[lastRetry] : 1));
  }
}
