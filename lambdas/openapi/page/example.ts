import type { Operation, Parameter, Schema } from './open-api.ts';
import { alternatives, resolved, type Schemas } from './schemas.ts';

/** An example value for a schema: its required members and those with an example. */
export function exampleOf(given: Schema, schemas: Schemas): unknown {
  const schema = resolved(given, schemas);
  const example = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.enum?.[0];
  if (example !== undefined) return example;
  const [first = schema] = alternatives(schema).of;
  if (first !== schema) return exampleOf(first, schemas);
  if (schema.items) return [exampleOf(schema.items, schemas)];
  return schema.properties ? exampleObject(schema, schemas) : plainExample(schema);
}

function exampleObject({ properties = {}, required = [] }: Schema, schemas: Schemas) {
  const shown = Object.entries(properties).filter(
    ([name, property]) => required.includes(name) || property.example !== undefined,
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property, schemas)]));
}

function plainExample({ type, format, minimum }: Schema): unknown {
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  return format === 'date-time' ? '2026-11-22T10:00:00Z' : '…';
}

/** A curl command that calls an operation. `$WAYBILL` is the API's URL, `$TOKEN` the caller's token. */
export function curl(method: string, path: string, operation: Operation, schemas: Schemas): string {
  const { parameters = [], requestBody, security } = operation;
  const required = parameters.filter((parameter) => parameter.required);
  const url = `"$WAYBILL${pathWith(required, path, schemas)}${queryOf(required, schemas)}"`;
  const body = requestBody?.content['application/json']?.schema;
  const parts = [
    method === 'GET' ? `curl ${url}` : `curl -X ${method} ${url}`,
    ...(security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...(body
      ? ["-H 'Content-Type: application/json'", `-d ${quoted(exampleOf(body, schemas))}`]
      : []),
  ];
  return parts.join(' \\\n  ');
}

const pathWith = (parameters: readonly Parameter[], path: string, schemas: Schemas): string =>
  parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce(
      (filled, parameter) => filled.replace(`{${parameter.name}}`, inUrl(parameter, schemas)),
      path,
    );

function queryOf(parameters: readonly Parameter[], schemas: Schemas): string {
  const given = parameters.filter((parameter) => parameter.in === 'query');
  const pairs = given.map(
    (parameter) => `${encodeURIComponent(parameter.name)}=${inUrl(parameter, schemas)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

const inUrl = ({ schema }: Parameter, schemas: Schemas): string =>
  encodeURIComponent(String([exampleOf(schema, schemas)].flat()[0]));

/** Quotes JSON as one shell word. */
const quoted = (example: unknown): string =>
  `'${JSON.stringify(example, null, 2).replaceAll("'", `'\\''`)}'`;
