/** The errors: one sentence per error, or problems by the name of the field. */
export type ErrorData = readonly string[] | Readonly<Record<string, string>>;

/** The kinds of errors that a caller causes. `platform/http` maps each to a status. */
type ErrorKind =
  | 'invalid'
  | 'already_exists'
  | 'limit_reached'
  | 'malformed'
  | 'too_large'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'version_mismatch'
  | 'over_limit'
  | 'unavailable';

/** An error that a caller causes and may see: its message and data hold nothing internal. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  readonly data: ErrorData | undefined;
  /** Further members of the response. */
  readonly more: Readonly<Record<string, unknown>>;
  /** Whole seconds after which a retry can succeed. @default not said */
  readonly retryAfter?: string;

  constructor(message: string, data?: ErrorData, more: DomainError['more'] = {}) {
    super(message);
    this.name = new.target.name;
    this.data = data;
    this.more = more;
  }
}

/** Input that breaks a rule. */
export class InvalidInputError extends DomainError {
  readonly kind = 'invalid';
}

/** Input that breaks rules, with one sentence per validation error. */
export class ValidationError extends InvalidInputError {
  constructor(sentences: readonly string[]) {
    super('validation error', sentences);
  }
}

/** Text that is not JSON. */
export class MalformedJsonError extends DomainError {
  readonly kind = 'malformed';

  constructor(problem: string) {
    super(`invalid JSON: ${problem}`);
  }
}

/** Input that exceeds a size limit. */
export class TooLargeError extends DomainError {
  readonly kind = 'too_large';
}

/** A caller that is not authenticated. */
export class UnauthorizedError extends DomainError {
  readonly kind = 'unauthorized';

  constructor(problem: string, data?: ErrorData) {
    super(`unauthorized: ${problem}`, data);
  }
}

/** A caller that may not do this. */
export class ForbiddenError extends DomainError {
  readonly kind = 'forbidden';

  constructor(problem: string, data?: ErrorData) {
    super(`forbidden: ${problem}`, data);
  }
}

/** A resource that does not exist, or that the caller may not see. */
export class NotFoundError extends DomainError {
  readonly kind = 'not_found';
}

/** A request that the current state of a resource does not allow. */
export class ConflictError extends DomainError {
  readonly kind = 'conflict';
}

/** A change based on a version of a resource that is not its current one. */
export class VersionMismatchError extends DomainError {
  readonly kind = 'version_mismatch';
}

/** A new resource whose id is in use. */
export class AlreadyExistsError extends DomainError {
  readonly kind = 'already_exists';
}

/** A new resource beyond the maximum number of its kind. */
export class LimitReachedError extends DomainError {
  readonly kind = 'limit_reached';
}

/** A caller that is over a rate limit. A retry can succeed after `waitSeconds`. */
export class OverLimitError extends DomainError {
  readonly kind = 'over_limit';
  readonly waitSeconds: number;
  /** {@link waitSeconds}, as whole seconds from 1. */
  override readonly retryAfter: string;

  /**
   * @param what the limited things, such as `requests`
   * @param limit the limit in words, such as "the limit is 5 a second"
   */
  constructor(what: string, limit: string, waitSeconds: number) {
    const retry_after = String(Math.max(1, Math.ceil(waitSeconds)));
    super(`too many ${what}: ${limit}; retry after ${retry_after} s`, { retry_after });
    this.waitSeconds = waitSeconds;
    this.retryAfter = retry_after;
  }
}
