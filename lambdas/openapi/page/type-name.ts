import { type Content, html } from '../../platform/http/html.ts';
import { nameIn, type Schema } from './open-api.ts';
import { alternatives } from './schemas.ts';

/** Renders a schema's type in words. Components are links. */
export function typeName(schema: Schema): Content {
  const { of, orNull } = alternatives(schema);
  const names = of.map(nameOfOne);
  return orNull ? [joined(names, ' or '), ' or null'] : joined(names, ' or ');
}

function nameOfOne(schema: Schema): Content {
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
export const value = (given: unknown): Content =>
  html`<code>${typeof given === 'string' && given !== '' ? given : JSON.stringify(given)}</code>`;

const joined = (parts: readonly Content[], separator: string): Content =>
  parts.flatMap((part, place) => (place === 0 ? [part] : [separator, part]));
