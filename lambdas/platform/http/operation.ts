import type { z } from 'zod';

/** One answer of an operation: when it is given, and what its body is. */
export interface AnswerDoc {
  readonly description: string;
  readonly schema: z.ZodType;
  /** What the body is. @default 'application/json' */
  readonly mediaType?: string;
  /** Headers worth telling, beside those of every answer; one property a header. */
  readonly headers?: z.ZodObject;
  /** The name under which the document tells it once, when many operations answer it. */
  readonly component?: string;
}

/** The part of the API an operation belongs to, under which the documentation lists it. */
export type Tag =
  | 'Tenants'
  | 'Destinations'
  | 'Destination types'
  | 'Publishing'
  | 'Events'
  | 'Attempts'
  | 'Parked deliveries'
  | 'Retries'
  | 'Metrics'
  | 'Service';

/** What an operation of the API takes and answers: what the OpenAPI document says of it. */
export interface OperationDoc {
  /** Unique, a verb and a noun in camel case. */
  readonly operationId: string;
  readonly tag: Tag;
  /** A few words. */
  readonly summary: string;
  /** Markdown. */
  readonly description?: string;
  readonly deprecated?: boolean;
  /** The `{name}` parts of the path, one property each. */
  readonly params?: z.ZodObject;
  /** One property a parameter; lists are arrays, and parameters that may be left out are optional. */
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  /** By status: all that this operation's own code answers, errors included. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  /**
   * The security schemes of which any lets a caller in. The door says so that the operation stands
   * behind, not the operation.
   *
   * @default - everybody is let in
   */
  readonly security?: readonly string[];
}

/** One method and path of the API, and what the document says of it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Holds `{name}` parts, as API Gateway writes them; `{name+}` at the end takes all the rest. */
  readonly path: string;
  readonly doc: OperationDoc;
}
