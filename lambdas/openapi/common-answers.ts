import { z } from 'zod';
import { ErrorBody, errorDoc } from '../platform/http/error-body.ts';
import type { AnswerDoc, Operation, OperationDoc } from '../platform/http/operation.ts';

/** An error response of API Gateway itself. The request did not reach a function. */
const GatewayError = z.object({ message: z.string() }).meta({
  id: 'GatewayError',
  description: 'An answer of API Gateway: the request has not come further.',
});

const EitherError = z.union([ErrorBody, GatewayError]);

const malformed = errorDoc('The body is not JSON.', 'Malformed');
const invalid = errorDoc('A value is not valid: `data` says which, and why.', 'Invalid');
const tooLarge = { description: 'The body is too large.', schema: EitherError };

const RetryAfter = z.object({
  'Retry-After': z.string().optional().meta({
    description: 'Whole seconds to wait, when it is a limit of the tenant that is exceeded.',
    example: '1',
  }),
});

/** Error responses that every operation may return. */
const EVERYWHERE = {
  429: {
    description: 'There are too many requests, of all callers or of one tenant: try again later.',
    schema: EitherError,
    headers: RetryAfter,
    component: 'TooManyRequests',
  },
  500: {
    description: 'It is our fault; the logs say what it was.',
    schema: EitherError,
    component: 'Fault',
  },
  503: {
    description: 'It takes too long, or cannot be reached: try again.',
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
