import type { HttpErrorBody } from './error-body.ts';

/**
 * A client error, answered as `{status, message, data?}`. Routes throw it. Any other error is a server
 * error and is answered with a generic 500.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly data: HttpErrorBody['data'];
  /** Response headers in addition to those of every response. */
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
export const queryParameterError = (name: string, problem: string): HttpError =>
  new HttpError(422, 'validation error', { [`query.${name}`]: problem });

/** 422 with one sentence per validation error. */
export const validationError = (sentences: readonly string[]): HttpError =>
  new HttpError(422, 'validation error', sentences);

/**
 * 429 (RFC 6585, section 4) with the seconds to wait: in `Retry-After` (RFC 9110, section 10.2.3) and
 * in its data, for items of a batch, which have no headers of their own.
 *
 * @param what the limited things, such as `requests`
 * @param limit the limit in words, such as "the limit is 5 a second"
 */
export function tooManyRequests(what: string, limit: string, waitSeconds: number): HttpError {
  const retry_after = String(Math.max(1, Math.ceil(waitSeconds)));
  const message = `too many ${what}: ${limit}; try again after ${retry_after} s`;
  return new HttpError(429, message, { retry_after }, { 'retry-after': retry_after });
}
