import type { FaultBody } from './error-body.ts';
import { HttpFault } from './http-fault.ts';
import { logger } from './logger.ts';

/** How an error is answered: `{status, message, data?}`. What is not the caller's stays in the log. */
export function answerTo(error: unknown): FaultBody {
  if (error instanceof HttpFault) {
    const { status, message, data } = error;
    return { status, message, data };
  }
  logger.error('request failed', { error });
  return { status: 500, message: 'internal server error', data: undefined };
}
