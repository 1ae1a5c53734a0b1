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

/** The schemes by which callers show who they are, by name. */
export type SecuritySchemes = Readonly<Record<string, ZodOpenApiSecuritySchemeObject>>;

/** The OpenAPI document (https://spec.openapis.org/oas/v3.1.1.html) of these operations. */
export function documentOf(operations: readonly Operation[], securitySchemes: SecuritySchemes) {
  const responses = new Responses();
  const paths = new Map<string, Record<string, ZodOpenApiOperationObject>>();
  for (const operation of operations) {
    // The document knows no parameter that takes the rest of a path.
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

/** By which an answer is found in the logs; an answer of API Gateway alone has none. */
const RequestId = z.object({
  'X-Request-Id': z
    .string()
    .optional()
    .meta({
      description: 'The id of the request in the logs.',
      header: { id: 'RequestId' },
    }),
});

/** The responses of a document: an answer that many operations give is told once. */
class Responses {
  readonly #told = new Map<AnswerDoc, ZodOpenApiResponseObject>();

  to(answer: AnswerDoc): ZodOpenApiResponseObject {
    const { description, schema, mediaType, headers, component } = answer;
    const told = this.#told.get(answer) ?? {
      ...(component !== undefined && { id: component }),
      description,
      headers: headers ? RequestId.extend(headers.shape) : RequestId,
      content: contentOf(schema, mediaType),
    };
    this.#told.set(answer, told);
    return told;
  }
}

/** Leaves out what is of no use to those who read the document: zod's own way to check. */
const TIDY: CreateDocumentOptions = {
  override: ({ jsonSchema }) => {
    delete jsonSchema.readOnly;
    delete jsonSchema.propertyNames;
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  },
};
