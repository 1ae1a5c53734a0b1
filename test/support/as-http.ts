import { DomainError } from '../../lambdas/platform/errors.ts';
import { toHttpError } from '../../lambdas/platform/http/http-error.ts';

/** What a caller of the API gets for an error. Server errors stay as they are. */
export const httpErrorOf = (error: unknown): unknown =>
  error instanceof DomainError ? toHttpError(error) : error;

/** The result of a route or use case, with errors as the API answers them. */
export async function asHttp<Result>(result: Result | Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (error) {
    throw httpErrorOf(error);
  }
}
