import * as z from 'zod';
import type { AnswerDoc } from './operation.ts';

const ErrorData = z.union([
  z.array(z.string()).readonly().meta({ description: 'One sentence per error.' }),
  z
    .record(z.string(), z.string())
    .readonly()
    .meta({ description: 'Details, by the name of the parameter or member.' }),
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
    description: 'The id of the request in the logs, as in `X-Request-Id`.',
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

/** The body of an answer that has nothing to say but that it is done. */
export const SuccessBody = z.object({ success: z.literal(true) }).meta({ id: 'Success' });
export type SuccessBody = z.output<typeof SuccessBody>;
