import * as z from 'zod';

const Reference = z.object({ $ref: z.string() });

/** The parts of a JSON schema that the page shows. */
export const Schema = z.object({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  example: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  pattern: z.string().optional(),
  required: z.array(z.string()).optional(),
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
  get items() {
    return Schema.optional();
  },
  get anyOf() {
    return z.array(Schema).optional();
  },
});
export type Schema = z.output<typeof Schema>;

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  description: z.string().optional(),
  required: z.boolean().optional(),
  schema: Schema,
});
export type Parameter = z.output<typeof Parameter>;

const Content = z.record(z.string(), z.object({ schema: Schema }));

const Header = z.object({ description: z.string().optional(), required: z.boolean().optional() });

const Response = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.union([Reference, Header])).optional(),
  content: Content,
});
export type Response = z.output<typeof Response>;

const Operation = z.object({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  deprecated: z.boolean().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(Parameter).optional(),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), z.union([Reference, Response])),
});
export type Operation = z.output<typeof Operation>;

/** The parts of Waybill's OpenAPI document that the page shows. */
export const OpenApi = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({
    schemas: z.record(z.string(), Schema),
    responses: z.record(z.string(), Response),
    headers: z.record(z.string(), Header),
    securitySchemes: z.record(
      z.string(),
      z.object({ 'x-displayName': z.string(), description: z.string() }),
    ),
  }),
});
export type OpenApi = z.output<typeof OpenApi>;

/** The name in a reference such as `#/components/schemas/Tenant`. */
export const nameIn = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);
