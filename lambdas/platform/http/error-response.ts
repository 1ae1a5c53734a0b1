import { logger } from '../aws/logger.ts';
import type { HttpErrorBody } from './error-body.ts';
import { HttpError } from './http-error.ts';

/** Converts an error to `{status, message, data?}`. Details of server errors go to the log only. */
export function errorResponse(error: unknown): HttpErrorBody {
  if (error instanceof HttpError) {
    const { status, message, data } = error;
    return { status, message, data };
  }
  logger.error('request failed', { error });
  return { status: 500, message: 'internal server error', data: undefined };
}
