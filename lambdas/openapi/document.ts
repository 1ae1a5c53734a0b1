import * as z from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiSecuritySchemeObject,
} from 'zod-openapi';
import manifest from '../../package.json' with { type: 'json' };
import {
  ErrorBody,
  errorDoc,
  type Operation,
  type OperationDoc,
  type ResponseDoc,
  type Tag,
} from '../platform/http/operation.ts';

/** Authentication schemes, by name. */
export type SecuritySchemes = Readonly<Record<string, ZodOpenApiSecuritySchemeObject>>;

/** The OpenAPI document (https://spec.openapis.org/oas/v3.1.1.html) of these operations. */
export function documentOf(operations: readonly Operation[], securitySchemes: SecuritySchemes) {
  const responses = new Responses();
  const paths = new Map<string, Record<string, ZodOpenApiOperationObject>>();
  for (const operation of operations) {
    // OpenAPI has no greedy path parameters.
    const path = operation.path.replace('+}', '}');
    const method = operation.method.toLowerCase();
    paths.set(path, { ...paths.get(path), [method]: operationObject(operation, responses) });
  }
  const used = tags.filter(({ name }) => operations.some(({ doc }) => doc.tag === name));
  return createDocument(
    {
      openapi: '3.1.1',
      info: INFO,
      servers: [{ url: '/' }],
      tags: used,
      paths: Object.fromEntries(paths),
      components: { securitySchemes: { ...securitySchemes } },
    },
    TIDY,
  );
}

function operationObject(operation: Operation, responses: Responses): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, deprecated, ...doc } = operation.doc;
  const { params: path, query, headers: header, body } = doc;
  const operationResponses = Object.entries(responsesOf(operation));
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(deprecated && { deprecated }),
    security: (doc.security ?? []).map(requirement),
    requestParams: { ...(path && { path }), ...(query && { query }), ...(header && { header }) },
    ...(body && { requestBody: { required: !doc.bodyOptional, content: contentOf(body) } }),
    responses: Object.fromEntries(
      operationResponses.map(([status, doc]) => [status, responses.to(doc)]),
    ),
  };
}

/** In OpenAPI 3.1, a bearer scheme may list the roles that it requires (section 4.8.30.1). */
const requirement = (schemes: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(schemes).map(([name, roles]) => [name, [...roles]]));

const contentOf = (schema: z.ZodType, mediaType = 'application/json') => ({
  [mediaType]: { schema },
});

/** The request id in the logs. Optional: responses of API Gateway itself have none. */
const RequestId = z.object({
  'X-Request-Id': z
    .string()
    .optional()
    .meta({
      description: 'The id of the request in the logs.',
      header: { id: 'RequestId' },
    }),
});

/** The responses of a document. A response that many operations share is one object. */
class Responses {
  readonly #converted = new Map<ResponseDoc, ZodOpenApiResponseObject>();

  to(doc: ResponseDoc): ZodOpenApiResponseObject {
    const { description, schema, mediaType, headers, component } = doc;
    const response = this.#converted.get(doc) ?? {
      ...(component !== undefined && { id: component }),
      description,
      headers: headers ? RequestId.extend(headers.shape) : RequestId,
      content: contentOf(schema, mediaType),
    };
    this.#converted.set(doc, response);
    return response;
  }
}

/** Removes details of zod's validation that are of no use to readers of the document. */
const TIDY: CreateDocumentOptions = {
  override: ({ jsonSchema }) => {
    delete jsonSchema.readOnly;
    delete jsonSchema.propertyNames;
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  },
};

const description = `
Waybill delivers a platform’s events to its customers’ own buckets. Customers are called tenants. Each tenant has destinations, and each destination subscribes to topics. A published event becomes one delivery to each destination that it matches, and every attempt at a delivery is recorded.

The API is that of [Hookdeck Outpost](https://github.com/hookdeck/outpost), with extensions. Outpost’s SDKs work with it.

**Authentication** uses bearer tokens: \`Authorization: Bearer <token>\`. The platform’s API key gives access to everything; a tenant token gives access to that tenant’s resources.

**Bodies** are JSON in UTF-8, with any content type. Unknown members are ignored, except in \`config\` and \`credentials\`, where they are rejected. Members whose names are close to a known one, such as \`topics\` in an event, are rejected everywhere.

**Errors** are JSON: \`status\`, \`message\`, optional \`data\` with details, and \`request_id\`, which every response also has in the header \`X-Request-Id\`. An unknown path returns 404. An unsupported method on a known path returns 405, and \`Allow\` lists the supported methods.

**Lists** are paginated, newest first. \`pagination.next\` is the cursor of the next page, and null on the last page. To get the next page, repeat the request with \`next\` set to the cursor and all other parameters unchanged. No row is skipped or repeated, even if rows are added in the meantime.

**List parameters** are repeated, \`topic=a&topic=b\`. \`topic[]=a\` and \`topic[0]=a\` are also accepted.

**Examples** use \`$WAYBILL\` for the base URL of the API, and \`$TOKEN\` for an API key or a tenant token.
`.trim();

/** The document's description of the API as a whole. */
export const INFO = {
  title: 'Waybill',
  version: manifest.version,
  description,
  license: { name: 'Apache 2.0', identifier: manifest.license },
};

const TAGS = {
  Tenants: 'The platform’s customers. The platform chooses their ids.',
  Portal: 'The page where a tenant manages its destinations and sees its deliveries.',
  Destinations:
    'Where a tenant’s events are delivered: type, topics, filter, config and credentials.',
  'Destination types': 'The available types of destinations, and their fields.',
  Publishing: 'Publish events over HTTP. Events can also be sent to the publish queue.',
  Events: 'Published events, until their retention ends.',
  'Parked deliveries':
    'Deliveries that wait for a distant retry, or for a destination to recover or be enabled.',
  Attempts: 'Every attempt at a delivery, with its result.',
  Retries: 'Manual retries of deliveries, one by one or in bulk.',
  Metrics: 'Counts of events and attempts.',
  Service: 'The description and health of the API.',
} as const satisfies Record<Tag, string>;

/** The sections of the API, in display order. */
const tags = Object.entries(TAGS).map(([name, text]) => ({ name, description: text }));

/** An error response of API Gateway itself. The request did not reach a function. */
const GatewayError = z.object({ message: z.string() }).meta({
  id: 'GatewayError',
  description: 'A response of API Gateway: the request did not reach the API.',
});

const AnyErrorBody = z.union([ErrorBody, GatewayError]);

const malformed = errorDoc('The body is not JSON.', 'Malformed');
const invalid = errorDoc('A value is invalid; `data` lists each with the reason.', 'Invalid');
const tooLarge = { description: 'The body is too large.', schema: AnyErrorBody };

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
    schema: AnyErrorBody,
    headers: RetryAfter,
    component: 'TooManyRequests',
  },
  500: {
    description: 'An error of the service; the logs have the cause.',
    schema: AnyErrorBody,
    component: 'Fault',
  },
  503: {
    description: 'The API timed out or is not reachable: retry.',
    schema: GatewayError,
    component: 'Unavailable',
  },
} as const satisfies Record<number, ResponseDoc>;

/** All responses of an operation, by status. */
const responsesOf = ({ doc }: Operation): OperationDoc['responses'] => ({
  ...(doc.body && { 400: malformed }),
  ...((doc.body || doc.params || doc.query || doc.headers) && { 422: invalid }),
  ...doc.responses,
  ...(doc.body && { 413: { ...tooLarge, ...doc.responses[413], schema: AnyErrorBody } }),
  ...EVERYWHERE,
});
