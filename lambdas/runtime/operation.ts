import type { z } from 'zod';

/** One answer of an operation: when it is given, and what its JSON body is. */
export interface AnswerDoc {
  readonly description: string;
  readonly schema: z.ZodType;
}

/** The part of the API an operation belongs to, under which the documentation lists it. */
export type Tag =
  | 'Tenants'
  | 'Destinations'
  | 'Destination types'
  | 'Publishing'
  | 'Events'
  | 'Attempts'
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
  /** One property a parameter; lists are arrays, and parameters that may be left out are optional. */
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  /** The JSON body. */
  readonly body?: z.ZodType;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  /** By status: all that this operation's own code answers, errors included. */
  readonly answers: Readonly<Record<number, AnswerDoc>>;
}
