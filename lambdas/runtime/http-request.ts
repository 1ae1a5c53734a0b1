import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import { faultsOf } from './faults.ts';
import { HttpFault, invalid } from './http-fault.ts';
import { isJsonObject, parsedJson } from './json.ts';
import type { OperationDoc } from './operation.ts';
import { MOST_BYTES, Query } from './query.ts';

/** An HTTP request as the routes see it. */
export interface HttpRequest {
  /** The path's `{name}` parts. API Gateway's HTTP APIs have decoded them already. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as sent; empty when there was none. */
  readonly body: string;
  /** Whose things alone the caller may see; undefined when all. */
  readonly subject?: string | undefined;
}

/**
 * The owners whose things a list is of: those asked for, or else all the caller may see.
 *
 * @throws HttpFault 403 when an owner is asked for that is not the caller
 */
export function ownersOf(name: string, { query, subject }: HttpRequest): readonly string[] {
  const asked = query.all(name);
  if (subject === undefined) return asked;
  if (asked.some((owner) => owner !== subject)) {
    throw new HttpFault(403, `forbidden: ${name} must be that of the token`);
  }
  return [subject];
}

/** An HTTP answer; `body` is sent as JSON. */
export interface HttpResponse {
  readonly status: number;
  readonly body: unknown;
  /** Beside the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One method and path of the API. Paths hold `{name}` parts, as API Gateway writes them. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly doc?: OperationDoc;
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
}

/** The request in an API Gateway event of payload format 2.0. */
export function requestOf(event: APIGatewayProxyEventV2): HttpRequest {
  return {
    params: checkedPath(event.pathParameters ?? {}),
    query: new Query(event.rawQueryString),
    headers: event.headers,
    body: bodyOf(event),
  };
}

/**
 * The JSON object in a request's body, checked against `schema`.
 *
 * @throws HttpFault 400 when the body is not JSON, 422 with every fault when it does not fit
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): z.output<Schema> {
  const value = parseJson(body);
  if (!isJsonObject(value)) throw invalid(['body must be a JSON object']);
  return checkedBy(schema, value);
}

/**
 * The `{name}` parts of a request's path, checked against `schema`.
 *
 * @throws HttpFault 422 with every fault when they do not fit
 */
export const parseParams = <Schema extends z.ZodType>(
  schema: Schema,
  { params }: HttpRequest,
): z.output<Schema> => checkedBy(schema, params);

function checkedBy<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(faultsOf(parsed.error));
  return parsed.data;
}

function parseJson(body: string): unknown {
  if (body.trim() === '') throw new HttpFault(400, 'invalid JSON: the body is empty');
  const value = parsedJson(body);
  if (value === undefined) throw new HttpFault(400, 'invalid JSON: the body cannot be parsed');
  return value;
}

/** Without a byte order mark, which a JSON text should not begin with but may (RFC 8259, section 8.1). */
function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  if (!isBase64Encoded) return body.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw new HttpFault(400, 'invalid JSON: the body is not UTF-8');
  }
}

function checkedPath(params: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(params).map(([name, value = '']) => [name, value] as const);
  const long = entries.find(([, value]) => Buffer.byteLength(value) > MOST_BYTES);
  if (long) throw invalid([`${long[0]} in the path must not have more than ${MOST_BYTES} bytes`]);
  return Object.fromEntries(entries);
}
