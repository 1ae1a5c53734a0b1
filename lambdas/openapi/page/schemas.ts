import { type Content, html } from '../../platform/http/html.ts';
import { own } from '../../platform/json/json.ts';
import { nameIn, type OpenApi, type Schema } from './open-api.ts';
import { inline } from './prose.ts';

/** The shared schemas of a document, by name. */
export type Schemas = OpenApi['components']['schemas'];

/** Resolves a schema's reference, if it has one. */
export function resolved(schema: Schema, schemas: Schemas): Schema {
  const { $ref, ...beside } = schema;
  const found = $ref === undefined ? undefined : own(schemas, nameIn($ref));
  return found ? resolved({ ...found, ...beside }, schemas) : schema;
}

/** The alternative schemas of a value, and whether it may be null. */
export function alternatives(schema: Schema): {
  readonly of: readonly Schema[];
  readonly isNullable: boolean;
} {
  if (schema.anyOf === undefined) {
    const types = Array.isArray(schema.type) ? schema.type : [schema.type];
    return { of: [schema], isNullable: types.includes('null') };
  }
  const all = schema.anyOf.filter(({ type }) => type !== 'null').map(alternatives);
  return {
    of: all.flatMap(({ of }) => of),
    isNullable: all.length < schema.anyOf.length || all.some(({ isNullable }) => isNullable),
  };
}

/** Renders a schema's type in words. Components are links. */
export function typeName(schema: Schema): Content {
  const { of, isNullable } = alternatives(schema);
  const names = of.map(nameOfAlternative);
  return isNullable ? [joined(names, ' or '), ' or null'] : joined(names, ' or ');
}

function nameOfAlternative(schema: Schema): Content {
  const { $ref, items, additionalProperties, properties } = schema;
  if ($ref !== undefined) return html`<a href="#schema-${nameIn($ref)}">${nameIn($ref)}</a>`;
  if (schema.const !== undefined) return value(schema.const);
  if (schema.enum !== undefined) return joined(schema.enum.map(value), ' or ');
  if (items) return ['list of ', typeName(items)];
  if (typeof additionalProperties === 'object' && !properties) {
    return ['map of ', typeName(additionalProperties)];
  }
  return schema.format ?? plainName(schema);
}

const plainName = ({ type }: Schema): string => {
  const names = (Array.isArray(type) ? type : [type]).filter((name) => name !== 'null');
  return names.map((name) => name ?? 'any value').join(' or ');
};

/** Renders a value: text as is, everything else as JSON. */
const value = (given: unknown): Content =>
  html`<code>${typeof given === 'string' && given !== '' ? given : JSON.stringify(given)}</code>`;

const joined = (parts: readonly Content[], separator: string): Content =>
  parts.flatMap((part, place) => (place === 0 ? [part] : [separator, part]));

/** Renders a value's bounds and default. */
export function bounds(schema: Schema): Content {
  const found = alternatives(schema).of.flatMap(boundsOfAlternative);
  const fallback: Content = schema.default !== undefined && ['default ', value(schema.default)];
  const all = [...found, ...(fallback ? [fallback] : [])];
  return (
    all.length > 0 &&
    html`<span class="bounds">${all.map((one) => html`<span>${one}</span>`)}</span>`
  );
}

function boundsOfAlternative(schema: Schema): Content[] {
  const all = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
  ];
  return all.filter((one) => one !== undefined);
}

function range(min: number | undefined, max: number | undefined, of: string): string | undefined {
  // Zod bounds every integer by the safe integers; these bounds are not shown.
  const from = min === Number.MIN_SAFE_INTEGER ? undefined : min;
  const to = max === Number.MAX_SAFE_INTEGER ? undefined : max;
  if (from === 1 && to === undefined && of !== '') return 'not empty';
  if (from !== undefined && to !== undefined) return `${from} to ${to}${of}`;
  if (from !== undefined) return `${from}${of} or more`;
  return to === undefined ? undefined : `at most ${to}${of}`;
}

/** How to render the fields of a referenced component: only as a link, or expanded in place. */
export type Nested = 'linked' | 'unfolded';

/**
 * Renders the fields of an object, with descriptions and nested fields.
 *
 * @param anchor what the anchors of the fields begin with @default - they have none
 */
export const fields = (
  schema: Schema,
  schemas: Schemas,
  nested: Nested,
  anchor?: string,
): Content =>
  fieldsWithin(schema, { schemas, nested, above: [], ...(anchor !== undefined && { anchor }) });

interface Context {
  readonly schemas: Schemas;
  readonly nested: Nested;
  /** Components being rendered. A recursive component is expanded once. */
  readonly above: readonly string[];
  readonly anchor?: string;
}

function fieldsWithin(schema: Schema, context: Context): Content {
  const { properties = {}, required = [] } = resolved(schema, context.schemas);
  const names = Object.keys(properties);
  if (names.length === 0) return undefined;
  return html`<dl class="fields">${Object.entries(properties).map(([name, property]) =>
    field(name, property, required.includes(name), context),
  )}</dl>`;
}

const field = (name: string, schema: Schema, isRequired: boolean, context: Context) => html`
<div${context.anchor !== undefined && html` id="${context.anchor}.${name}"`}>
<dt>${fieldName(name, context)} <span class="type">${typeName(schema)}</span>${isRequired && html` <span class="required">required</span>`}</dt>
<dd>${inline(descriptionOf(schema))} ${bounds(schema)}${below(schema, withinField(name, context))}</dd>
</div>`;

/** Fields of a field have its name in their anchors. */
const withinField = (name: string, context: Context): Context =>
  context.anchor === undefined ? context : { ...context, anchor: `${context.anchor}.${name}` };

const fieldName = (name: string, { anchor }: Context): Content =>
  anchor === undefined
    ? html`<code>${name}</code>`
    : html`<a href="#${anchor}.${name}"><code>${name}</code></a>`;

const descriptionOf = (schema: Schema): string =>
  schema.description ?? alternatives(schema).of.find((one) => one.description)?.description ?? '';

/** Renders nested fields: of an object, of a list's elements, of each alternative. */
function below(schema: Schema, context: Context): Content {
  return alternatives(schema).of.map((one) => {
    if (one.items) return below(one.items, context);
    if (one.$ref === undefined) return fieldsWithin(one, context);
    const name = nameIn(one.$ref);
    if (context.nested === 'linked' || context.above.includes(name)) return undefined;
    const inner = fieldsWithin(one, { ...context, above: [...context.above, name] });
    return inner && html`<details><summary>Fields of ${name}</summary>${inner}</details>`;
  });
}
