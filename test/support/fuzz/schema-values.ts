import fc from 'fast-check';
import type { Schema } from '../../../lambdas/openapi/page/open-api.ts';
import { resolved, type Schemas } from '../../../lambdas/openapi/page/schemas.ts';

/** Options for generating values. */
export interface Making {
  readonly schemas: Schemas;
  /** Values for members of these names, instead of any that their schemas allow. */
  readonly named: Readonly<Record<string, fc.Arbitrary<unknown>>>;
  /** The nesting depth of the value in objects. @default 0 */
  readonly depth?: number;
}

/** A schema may contain itself. At this depth and below, objects have required members only. */
const DEEPEST = 4;

/** No test needs longer text. */
const MAX = 24;

/** Values that are valid according to a schema. */
export function schemaValue(given: Schema, making: Making): fc.Arbitrary<unknown> {
  const schema = resolved(given, making.schemas);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => schemaValue(one, making)));
  const types = [schema.type ?? 'any'].flat();
  return fc.oneof(...types.map((type) => valueOfType(type, schema, making)));
}

function valueOfType(type: string, schema: Schema, making: Making): fc.Arbitrary<unknown> {
  const { minimum: min = 0, maximum: max = 1_000 } = schema;
  switch (type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min, max });
    case 'number':
      return fc.double({ min, max, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return list(schema, making);
    case 'object':
      return object(schema, making);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text({ format, pattern, minLength = 0, maxLength = MAX }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return moments;
  if (format === 'date') return moments.map((moment) => moment.slice(0, 10));
  const any = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(MAX, maxLength) });
  if (pattern === undefined) return any;
  const form = new RegExp(pattern, 'u');
  // Nearly all text matches such a pattern, so filtering is fast; generating from it takes seconds.
  return pattern.includes('\\P{') ? any.filter((one) => form.test(one)) : fc.stringMatching(form);
}

const moments = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const list = ({ items = {}, minItems = 0, maxItems = 3 }: Schema, making: Making) =>
  fc.array(schemaValue(items, making), { minLength: minItems, maxLength: Math.min(3, maxItems) });

function object(schema: Schema, outer: Making): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const { depth = 0 } = outer;
  const making = { ...outer, depth: depth + 1 };
  const members = Object.entries(properties).map(
    ([name, property]): [string, fc.Arbitrary<unknown>] => [
      name,
      making.named[name] ?? fc.constant(property).chain((one) => schemaValue(one, making)),
    ],
  );
  const optional = Object.keys(properties).filter(
    (name) => depth < DEEPEST && !required.includes(name),
  );
  const known = fc.subarray(optional).chain((some) => {
    const shown = new Set([...required, ...some]);
    return fc.record(Object.fromEntries(members.filter(([name]) => shown.has(name))));
  });
  if (typeof additionalProperties !== 'object') return known;
  const more = fc.dictionary(
    fc.string({ maxLength: 8 }),
    schemaValue(additionalProperties, making),
    {
      maxKeys: 3,
    },
  );
  return fc.tuple(more, known).map(([some, others]) => ({ ...some, ...others }));
}
