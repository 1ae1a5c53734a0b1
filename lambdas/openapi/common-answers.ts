import { z } from 'zod';
import { ErrorBody, errorDoc } from '../platform/http/error-body.ts';
import type { AnswerDoc, Operation, OperationDoc } from '../platform/http/operation.ts';

/** An error response of API Gateway itself. The request did not reach a function. */
const GatewayError = z.object({ message: z.string() }).meta({
  id: 'GatewayError',
  description: 'A response of API Gateway: the request did not reach the API.',
});

const EitherError = z.union([ErrorBody, GatewayError]);

const malformed = errorDoc('The body is not JSON.', 'Malformed');
const invalid = errorDoc('A value is invalid; `data` lists each with the reason.', 'Invalid');
const tooLarge = { description: 'The body is too large.', schema: EitherError };

const RetryAfter = z.object({
  'Retry-After': z.string().optional().meta({
    description: 'Seconds to wait, if a limit of the tenant is exceeded.',
    example: '1',
  }),
});

/** Error responses that every operation may return. */
const EVERYWHERE = {
  429: {
    description: 'Too many requests, in total or for one tenant: retry later.',
    schema: EitherError,
    headers: RetryAfter,
    component: 'TooManyRequests',
  },
  500: {
    description: 'An error of the service; the logs have the cause.',
    schema: EitherError,
    component: 'Fault',
  },
  503: {
    description: 'The API timed out or is not reachable: retry.',
    schema: GatewayError,
    component: 'Unavailable',
  },
} as const satisfies Record<number, AnswerDoc>;

/** All responses of an operation, by status. */
export const answersTo = ({ doc }: Operation): OperationDoc['answers'] => ({
  ...(doc.body && { 400: malformed }),
  ...((doc.body || doc.params || doc.query || doc.headers) && { 422: invalid }),
  ...doc.answers,
  ...(doc.body && { 413: { ...tooLarge, ...doc.answers[413], schema: EitherError } }),
  ...EVERYWHERE,
});
