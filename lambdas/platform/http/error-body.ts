import { z } from 'zod';
import type { AnswerDoc } from './operation.ts';

const ErrorData = z.union([
  z.array(z.string()).readonly().meta({ description: 'One sentence per fault.' }),
  z
    .record(z.string(), z.string())
    .readonly()
    .meta({ description: 'What is wrong, by the name of what it is wrong with.' }),
]);

/** Why a request, or one item of it, failed. */
export const HttpErrorBody = z
  .object({
    status: z.int().meta({ description: 'The HTTP status.', example: 422 }),
    message: z.string().meta({ example: 'validation error' }),
    data: ErrorData.optional().meta({ example: ['config.bucket is required'] }),
  })
  .meta({ id: 'Fault' });
export type HttpErrorBody = z.output<typeof HttpErrorBody>;

/** The body of every error response. */
export const ErrorBody = HttpErrorBody.extend({
  request_id: z.string().meta({
    description: 'The id of the request in the logs; `X-Request-Id` holds it, too.',
  }),
}).meta({ id: 'Error' });
export type ErrorBody = z.output<typeof ErrorBody>;

/**
 * Documents an error response of an operation.
 *
 * @param component name of the shared OpenAPI component, when many operations return this error
 */
export const errorDoc = (description: string, component?: string): AnswerDoc => ({
  description,
  schema: ErrorBody,
  ...(component !== undefined && { component }),
});
