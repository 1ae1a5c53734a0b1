import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiSecuritySchemeObject,
} from 'zod-openapi';
import type { AnswerDoc, Operation } from '../platform/http/operation.ts';
import { INFO, tags } from './about.ts';
import { answersTo } from './common-answers.ts';

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
  const answers = Object.entries(answersTo(operation));
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(deprecated && { deprecated }),
    security: (doc.security ?? []).map((name) => ({ [name]: [] })),
    requestParams: { ...(path && { path }), ...(query && { query }), ...(header && { header }) },
    ...(body && { requestBody: { required: !doc.bodyOptional, content: contentOf(body) } }),
    responses: Object.fromEntries(
      answers.map(([status, answer]) => [status, responses.to(answer)]),
    ),
  };
}

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
  readonly #known = new Map<AnswerDoc, ZodOpenApiResponseObject>();

  to(answer: AnswerDoc): ZodOpenApiResponseObject {
    const { description, schema, mediaType, headers, component } = answer;
    const response = this.#known.get(answer) ?? {
      ...(component !== undefined && { id: component }),
      description,
      headers: headers ? RequestId.extend(headers.shape) : RequestId,
      content: contentOf(schema, mediaType),
    };
    this.#known.set(answer, response);
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
