/**
 * A request that ends in an error answer: `{status, message, data?}`. Thrown by routes for what the
 * caller did; everything else that is thrown is ours, and answered with a bland 500.
 */
export class HttpFault extends Error {
  override readonly name = 'HttpFault';
  readonly status: number;
  readonly data: readonly string[] | Readonly<Record<string, string>> | undefined;

  constructor(
    status: number,
    message: string,
    data?: readonly string[] | Readonly<Record<string, string>>,
  ) {
    super(message);
    this.status = status;
    this.data = data;
  }
}

/** 422 about one query parameter. */
export const wrong = (name: string, fault: string): HttpFault =>
  new HttpFault(422, 'validation error', { [`query.${name}`]: fault });

/** 422 with one sentence per fault. */
export const invalid = (faults: readonly string[]): HttpFault =>
  new HttpFault(422, 'validation error', faults);
