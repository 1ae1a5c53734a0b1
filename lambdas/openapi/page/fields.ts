import { type Content, html } from '../../platform/http/html.ts';
import { nameIn, type Schema } from './open-api.ts';
import { inline } from './prose.ts';
import { alternatives, bounds, resolved, type Schemas, typeName } from './schemas.ts';

/** How to render the fields of a referenced component: only as a link, or expanded in place. */
export type Nested = 'linked' | 'unfolded';

/** Renders the fields of an object, with descriptions and nested fields. */
export const fields = (schema: Schema, schemas: Schemas, nested: Nested): Content =>
  fieldsWithin(schema, { schemas, nested, above: [] });

interface Context {
  readonly schemas: Schemas;
  readonly nested: Nested;
  /** Components being rendered. A recursive component is expanded once. */
  readonly above: readonly string[];
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
<div>
<dt><code>${name}</code> <span class="type">${typeName(schema)}</span>${isRequired && html` <span class="required">required</span>`}</dt>
<dd>${inline(descriptionOf(schema))} ${bounds(schema)}${below(schema, context)}</dd>
</div>`;

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
