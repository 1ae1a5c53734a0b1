import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { z } from 'zod';
import type { FindPresent, PresentTenants } from '../dynamodb/incarnation.ts';
import { parseExactly } from '../json/exact-json.ts';
import { isJsonObject, memberTexts, parsedJson } from '../json/json.ts';
import { bodySizeError, MOST_BODY_BYTES } from './body-size.ts';
import { HttpError, queryParameterError, validationError } from './http-error.ts';
import type { Operation, OperationDoc } from './operation.ts';
import { MOST_BYTES, Query } from './query.ts';
import { readBody } from './read-body.ts';
import { validationMessages } from './validation-messages.ts';

/** An HTTP request as the routes see it. */
export interface HttpRequest {
  /** The path's `{name}` parts. API Gateway's HTTP APIs have decoded them already. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as sent; empty when there was none. */
  readonly body: string;
  /** Whether a body was sent that the operation is not documented to take. @default false */
  readonly bodyPassedOver?: boolean;
  /** Whose things alone the caller may see; undefined when all. */
  readonly subject?: string | undefined;
  /** Which incarnations of tenants the caller may see. @default those of no tenant are told apart */
  readonly present?: FindPresent;
}

/**
 * The owners whose things are asked for: with a tenant's token that tenant, whatever the query names,
 * as in Outpost; otherwise those the query names. An empty list: anybody.
 */
export const ownersOf = (name: string, { query, subject }: HttpRequest): readonly string[] =>
  subject === undefined ? query.all(name) : [subject];

/** Whether a thing of `tenantId` is among those that {@link ownersOf} leaves. */
export function isOwned(tenantId: string | null, request: HttpRequest): boolean {
  const owners = ownersOf('tenant_id', request);
  return owners.length === 0 || (tenantId !== null && owners.includes(tenantId));
}

/** The incarnations of the tenants asked for that the caller may see. */
export const presentAmong = async (
  tenantIds: readonly string[],
  { present }: HttpRequest,
): Promise<PresentTenants> =>
  present && tenantIds.length > 0 ? present([...new Set(tenantIds)]) : new Map();

/** What the tenant is called in our keys: the incarnation of it that the caller may see. */
export const tenantKeyFor = async (tenantId: string, request: HttpRequest): Promise<string> =>
  (await presentAmong([tenantId], request)).get(tenantId) ?? tenantId;

/** An HTTP answer; `body` is sent as JSON, unless it is markup. */
export interface HttpResponse {
  readonly status: number;
  readonly body: unknown;
  /** Beside those of every answer; the one given here counts. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An operation, and the code that answers it. */
export interface Route extends Operation {
  handle(request: HttpRequest): Promise<HttpResponse> | HttpResponse;
}

/** The part of a path that takes all the rest: `{name+}`. */
export const GREEDY = /\{(\w+)\+\}$/;

/**
 * The request in an API Gateway event of payload format 2.0, for an operation, which sees of query
 * and body what it is documented to take.
 */
export function requestOf(event: APIGatewayProxyEventV2, { path, doc }: Operation): HttpRequest {
  return {
    params: checkedPath(renamed(event.pathParameters ?? {}, path)),
    query: queryOf(event, doc),
    headers: event.headers,
    body: doc.body ? bodyOf(event) : '',
    bodyPassedOver: !doc.body && Boolean(event.body),
  };
}

/**
 * Refuses what the operation is not documented to take, which is passed over otherwise: for one that
 * does more the less it is told.
 *
 * @throws HttpFault 422 naming every parameter, and the body
 */
export function rejectUndeclared({ query, bodyPassedOver }: HttpRequest): void {
  const faults = query.undeclared.map((name) => [`query.${name}`, 'is not a parameter of this']);
  if (bodyPassedOver) faults.push(['body', 'must be empty']);
  if (faults.length > 0) throw new HttpError(422, 'validation error', Object.fromEntries(faults));
}

/**
 * The JSON object in a request's body, checked against `schema`.
 *
 * @param exact the name of a member that is parsed without losing a digit of its numbers
 * @throws HttpFault 413 when the body is larger than `mostBytes`, 400 when it is not JSON, 422 with
 *   every fault when it does not fit, or a member is misspelt
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  mostBytes = MOST_BODY_BYTES,
  exact?: string,
): z.output<Schema> {
  const sizeFault = bodySizeError(body, mostBytes);
  if (sizeFault) throw new HttpError(413, sizeFault);
  const value = parseJson(body);
  if (!isJsonObject(value)) throw validationError(['body must be a JSON object']);
  const exactText = exact === undefined ? undefined : memberTexts(body).get(exact);
  const read = readBody(
    schema,
    exact === undefined || exactText === undefined
      ? value
      : { ...value, [exact]: parseExactly(exactText) },
  );
  if ('faults' in read) throw validationError(read.faults);
  return read.data;
}

/**
 * The `{name}` parts of a request's path, checked against `schema`.
 *
 * @throws HttpFault 422 with every fault when they do not fit
 */
export function parseParams<Schema extends z.ZodType>(
  schema: Schema,
  { params }: HttpRequest,
): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (!parsed.success) throw validationError(validationMessages(parsed.error));
  return parsed.data;
}

function parseJson(body: string): unknown {
  if (body.trim() === '') throw new HttpError(400, 'invalid JSON: the body is empty');
  const value = parsedJson(body);
  if (value === undefined) throw new HttpError(400, 'invalid JSON: the body cannot be parsed');
  return value;
}

/** Without a byte order mark, which a JSON text should not begin with but may (RFC 8259, section 8.1). */
function bodyOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  if (!isBase64Encoded) return body.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(body, 'base64'));
  } catch {
    throw new HttpError(400, 'invalid JSON: the body is not UTF-8');
  }
}

/** @throws HttpFault for a parameter that is given without a value, if its schema takes none */
function queryOf({ rawQueryString }: APIGatewayProxyEventV2, doc: OperationDoc): Query {
  const shape = doc.query?.shape ?? {};
  const query = new Query(rawQueryString, Object.keys(shape));
  const [empty] = query.wronglyEmpty(shape);
  if (empty === undefined) return query;
  // Outpost answers 400 to wrong limits, and to whatever is wrong about metrics.
  if (empty === 'limit' || doc.tag === 'Metrics') {
    throw new HttpError(400, `${empty} must not be empty`, [`${empty} must not be empty`]);
  }
  throw queryParameterError(empty, 'must not be empty');
}

/** The router calls all the rest of a path `proxy`. */
function renamed(
  { proxy, ...params }: Record<string, string | undefined>,
  path: string,
): Record<string, string | undefined> {
  const name = GREEDY.exec(path)?.[1];
  return name === undefined ? params : { ...params, [name]: proxy };
}

function checkedPath(params: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(params).map(([name, value = '']) => [name, value] as const);
  const long = entries.find(([, value]) => Buffer.byteLength(value) > MOST_BYTES);
  if (long)
    throw validationError([`${long[0]} in the path must not have more than ${MOST_BYTES} bytes`]);
  return Object.fromEntries(entries);
}
