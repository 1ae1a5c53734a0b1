import type { Schema } from './open-api.ts';
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
