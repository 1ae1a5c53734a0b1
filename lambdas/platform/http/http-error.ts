import type { HttpErrorBody } from './error-body.ts';

/**
 * A request that ends in an error answer: `{status, message, data?}`. Thrown by routes for what the
 * caller did; everything else that is thrown is ours, and answered with a bland 500.
 */
export class HttpError extends Error {
  override readonly name = 'HttpFault';
  readonly status: number;
  readonly data: HttpErrorBody['data'];
  /** Of the answer, beside those of every answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    data?: HttpErrorBody['data'],
    headers: HttpError['headers'] = {},
  ) {
    super(message);
    this.status = status;
    this.data = data;
    this.headers = headers;
  }
}

/** 422 about one query parameter. */
export const queryParameterError = (name: string, fault: string): HttpError =>
  new HttpError(422, 'validation error', { [`query.${name}`]: fault });

/** 422 with one sentence per fault. */
export const validationError = (faults: readonly string[]): HttpError =>
  new HttpError(422, 'validation error', faults);

/**
 * 429 (RFC 6585, section 4), which says when to come back: in `Retry-After` (RFC 9110, section
 * 10.2.3) and, for what has no headers of its own, in its data.
 *
 * @param what there are too many of: `requests`, say
 * @param limit how many there may be, such as "the limit is 5 a second"
 */
export function tooManyRequests(what: string, limit: string, waitSeconds: number): HttpError {
  const retry_after = String(Math.max(1, Math.ceil(waitSeconds)));
  const message = `too many ${what}: ${limit}; try again after ${retry_after} s`;
  return new HttpError(429, message, { retry_after }, { 'retry-after': retry_after });
}
