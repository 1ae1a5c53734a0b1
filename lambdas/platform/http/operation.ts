import * as z from 'zod';

/** The scopes of tenant tokens. Each includes those before it. */
export const SCOPES = ['read', 'retry', 'manage'] as const;
export type Scope = (typeof SCOPES)[number];

/** The scope that a tenant token needs for an operation. `full` requires a token without a scope. */
export type RequiredScope = Scope | 'full';

/**
 * Who may call an operation. `public` needs no token and `apiKey` an API key. A scope also accepts the
 * tenant tokens that have it.
 */
export type Access = 'public' | 'apiKey' | RequiredScope;

const RANKS: readonly RequiredScope[] = [...SCOPES, 'full'];

/** Whether a tenant token may call an operation. */
export const includesScope = (given: Scope | undefined, required: RequiredScope): boolean =>
  RANKS.indexOf(given ?? 'full') >= RANKS.indexOf(required);

/** Documents one response of an operation. */
export interface ResponseDoc {
  readonly description: string;
  readonly schema: z.ZodType;
  /** The body's media type. @default 'application/json' */
  readonly mediaType?: string;
  /** Headers in addition to those of every response, one property per header. */
  readonly headers?: z.ZodObject;
  /** Name of the shared OpenAPI component, when many operations return this response. */
  readonly component?: string;
}

/** The section of the documentation that lists an operation. */
export type Tag =
  | 'Tenants'
  | 'Portal'
  | 'Destinations'
  | 'Destination types'
  | 'Publishing'
  | 'Events'
  | 'Attempts'
  | 'Parked deliveries'
  | 'Retries'
  | 'Metrics'
  | 'Service';

/** An operation's entry in the OpenAPI document: parameters, body and responses. */
export interface OperationDoc {
  /** Unique, a verb and a noun in camel case. */
  readonly operationId: string;
  readonly tag: Tag;
  /** A few words. */
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  readonly deprecated?: boolean;
  /** The `{name}` parts of the path, one property per part. */
  readonly params?: z.ZodObject;
  /** One property per parameter. Lists are arrays. */
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  readonly bodyOptional?: boolean;
  /** By status: every response of this operation's own code, errors included. */
  readonly responses: Readonly<Record<number, ResponseDoc>>;
  /**
   * The accepted security schemes, with the scope that each requires; any one suffices. Authentication
   * sets it from the operation's access.
   *
   * @default - no authentication
   */
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** One method and path of the API, with its documentation. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path template in API Gateway syntax: `{name}` parts, and a greedy `{name+}` at the end. */
  readonly path: string;
  readonly access: Access;
  readonly doc: OperationDoc;
}

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
export const errorDoc = (description: string, component?: string): ResponseDoc => ({
  description,
  schema: ErrorBody,
  ...(component !== undefined && { component }),
});

/** The body of a response that only confirms success. */
export const SuccessBody = z.object({ success: z.literal(true) }).meta({ id: 'Success' });
export type SuccessBody = z.output<typeof SuccessBody>;
