import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { CurrentTenants, FindCurrentTenants } from '../dynamodb/incarnation.ts';
import { MalformedJsonError, TooLargeError, ValidationError } from '../errors.ts';
import { parseExactly } from '../json/exact-json.ts';
import { isJsonObject, memberTexts } from '../json/json.ts';
import { tryParseJson } from '../json/parse-json.ts';
import { HttpError, queryParameterError } from './http-error.ts';
import type { Operation, OperationDoc } from './operation.ts';
import { MAX_BYTES, Query } from './query.ts';
import {
  bodySizeError,
  MAX_BODY_BYTES,
  readBody,
  shortName,
  validationMessages,
} from './validation.ts';

/** An HTTP request as routes receive it. */
export interface HttpRequest {
  /** The path's `{name}` parts, already decoded by API Gateway. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as sent, or empty text without one. */
  readonly body: string;
  /** Whether a body was sent to an operation that declares none. @default false */
  readonly ignoredBody?: boolean;
  /** The only tenant whose resources the caller may access; undefined for all tenants. */
  readonly subject?: string | undefined;
  /** Finds the tenant incarnations that the caller may access. @default incarnations are not distinguished */
  readonly findCurrentTenants?: FindCurrentTenants;
}

/**
 * The owners that a request selects. With a tenant's token this is always the token's tenant,
 * regardless of the query, as in Outpost. Otherwise these are the owners in the query; an empty list
 * means all.
 */
export const requestOwners = (name: string, { query, subject }: HttpRequest): readonly string[] =>
  subject === undefined ? query.all(name) : [subject];

/** Whether {@link requestOwners} selects resources of `tenantId`. */
export function isOwned(tenantId: string | null, request: HttpRequest): boolean {
  const owners = requestOwners('tenant_id', request);
  return owners.length === 0 || (tenantId !== null && owners.includes(tenantId));
}

/** The incarnations of `tenantIds` that the caller may access. */
export const loadCurrentTenants = async (
  tenantIds: readonly string[],
  { findCurrentTenants }: HttpRequest,
): Promise<CurrentTenants> =>
  findCurrentTenants && tenantIds.length > 0
    ? findCurrentTenants([...new Set(tenantIds)])
    : new Map();

/** The tenant's name in table keys: the incarnation that the caller may access. */
export const loadTenantKey = async (tenantId: string, request: HttpRequest): Promise<string> =>
  (await loadCurrentTenants([tenantId], request)).get(tenantId) ?? tenantId;

/** An HTTP response. `body` is sent as JSON. */
export interface HttpResponse {
  readonly status: number;
  readonly body: unknown;
  /** Headers in addition to those of every response. A header given here takes precedence. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation and its handler. */
export interface Route extends Operation {
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
}

/**
 * Reads a request from an API Gateway event (payload format 2.0). The operation receives only the
 * query parameters and body that it declares.
 *
 * @param params the values of the parameters in the path
 */
export function parseRequest(
  event: APIGatewayProxyEventV2,
  { doc }: Operation,
  params: Readonly<Record<string, string | undefined>>,
): HttpRequest {
  return {
    params: checkedPath(params),
    query: parseQuery(event, doc),
    headers: event.headers,
    body: doc.body ? decodeBody(event) : '',
    ignoredBody: !doc.body && Boolean(event.body),
  };
}

/**
 * Rejects undeclared query parameters and bodies, which are ignored otherwise. For operations that
 * select more when they receive fewer parameters.
 *
 * @throws HttpError 422 that names every undeclared parameter, and the body
 */
export function rejectUndeclared({ query, ignoredBody }: HttpRequest): void {
  const problems = query.undeclared.map((name) => [
    `query.${shortName(name)}`,
    'is not a known parameter',
  ]);
  if (ignoredBody) problems.push(['body', 'must be empty']);
  if (problems.length > 0)
    throw new HttpError(422, 'validation error', Object.fromEntries(problems));
}

/**
 * Parses the JSON object in a request's body and validates it against `schema`.
 *
 * @param exact the name of a member whose numbers are parsed without loss of precision
 * @throws TooLargeError when the body is larger than `maxBytes`, MalformedJsonError when it is not
 *   JSON, ValidationError with every validation error, including misspelled members
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  maxBytes = MAX_BODY_BYTES,
  exact?: string,
): z.output<Schema> {
  const sizeError = bodySizeError(body, maxBytes);
  if (sizeError) throw new TooLargeError(sizeError);
  const value = parseJson(body);
  if (!isJsonObject(value)) throw new ValidationError(['body must be a JSON object']);
  const exactText = exact === undefined ? undefined : memberTexts(body).get(exact);
  const document = readBody(
    schema,
    exact === undefined || exactText === undefined
      ? value
      : { ...value, [exact]: parseExactly(exactText) },
  );
  if ('errors' in document) throw new ValidationError(document.errors);
  return document.data;
}

/**
 * Validates the `{name}` parts of a request's path against `schema`.
 *
 * @throws ValidationError with every validation error
 */
export function parseParams<Schema extends z.ZodType>(
  schema: Schema,
  { params }: HttpRequest,
): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw new ValidationError(validationMessages(parsed.error));
  return parsed.data;
}

function parseJson(body: string): unknown {
  if (body.trim() === '') throw new MalformedJsonError('the body is empty');
  const value = tryParseJson(body);
  if (value === undefined) throw new MalformedJsonError('the body cannot be parsed');
  return value;
}

/** Decodes the body and removes a byte order mark, which parsers may ignore (RFC 8259, section 8.1). */
function decodeBody({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  if (!isBase64Encoded) return body.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw new MalformedJsonError('the body is not UTF-8');
  }
}

/** The parameters whose invalid values return 400, as in Outpost, in addition to those of metrics. */
const MALFORMED = ['limit', 'next', 'prev'];

/**
 * @throws HttpError 400 or 422 for a parameter that is repeated and not a list, or that has an empty value
 *   which its schema does not accept
 */
function parseQuery({ rawQueryString }: APIGatewayProxyEventV2, doc: OperationDoc): Query {
  const shape = doc.query?.shape ?? {};
  const query = new Query(rawQueryString, Object.keys(shape));
  const misused = query.misused(shape);
  if (misused === undefined) return query;
  const { name, problem } = misused;
  if (doc.tag !== 'Metrics' && !MALFORMED.includes(name)) throw queryParameterError(name, problem);
  throw new HttpError(400, `${name} ${problem}`, [`${name} ${problem}`]);
}

function checkedPath(params: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(params).map(([name, value = '']) => [name, value] as const);
  const long = entries.find(([, value]) => Buffer.byteLength(value) > MAX_BYTES);
  if (long)
    throw new ValidationError([`${long[0]} in the path must have at most ${MAX_BYTES} bytes`]);
  return Object.fromEntries(entries);
}

/** The same route at a deprecated path. */
export const deprecatedRoute = (path: string, route: Route): Route => ({
  ...route,
  path,
  doc: { ...route.doc, operationId: `${route.doc.operationId}ByOlderPath`, deprecated: true },
});
