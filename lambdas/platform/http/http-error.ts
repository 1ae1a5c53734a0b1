import { logger } from '../aws/logger.ts';
import { DomainError } from '../errors.ts';
import type { HttpErrorBody } from './operation.ts';
import { shortName } from './validation.ts';

/** A client error, returned as `{status, message, data?}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly data: HttpErrorBody['data'];
  /** Response headers in addition to those of every response. */
  readonly headers: Readonly<Record<string, string>>;
  /** Further members of the body. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    message: string,
    data?: HttpErrorBody['data'],
    headers: HttpError['headers'] = {},
    more: HttpError['more'] = {},
  ) {
    super(message);
    this.status = status;
    this.data = data;
    this.headers = headers;
    this.more = more;
  }

  get body(): HttpErrorBody {
    const { status, message, data, more } = this;
    return { status, message, data, ...more };
  }
}

const STATUSES: Readonly<Record<DomainError['kind'], number>> = {
  invalid: 422,
  malformed: 400,
  // As in Outpost.
  already_exists: 400,
  limit_reached: 400,
  too_large: 413,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  version_mismatch: 412,
  // RFC 6585, section 4, with `Retry-After` (RFC 9110, section 10.2.3). Items of a batch, which have
  // no headers of their own, have the seconds in their data.
  over_limit: 429,
  unavailable: 503,
};

/**
 * Maps an error to its HTTP error. One that is neither a client error nor a domain error is a server
 * error: its details go to the log only.
 */
export function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof DomainError) {
    const { kind, message, data, more, retryAfter } = error;
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    return new HttpError(STATUSES[kind], message, data, headers, more);
  }
  logger.error('request failed; responded with 500', { error });
  return new HttpError(500, 'internal server error');
}

/** 422 about one query parameter. */
export const queryParameterError = (name: string, problem: string): HttpError =>
  new HttpError(422, 'validation error', { [`query.${shortName(name)}`]: problem });
