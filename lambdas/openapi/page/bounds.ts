import { type Content, html } from '../../platform/http/html.ts';
import type { Schema } from './open-api.ts';
import { alternatives } from './schemas.ts';
import { value } from './type-name.ts';

/** Renders a value's bounds and default. */
export function bounds(schema: Schema): Content {
  const found = alternatives(schema).of.flatMap(boundsOfOne);
  const fallback: Content = schema.default !== undefined && ['default ', value(schema.default)];
  const all = [...found, ...(fallback ? [fallback] : [])];
  return (
    all.length > 0 &&
    html`<span class="bounds">${all.map((one) => html`<span>${one}</span>`)}</span>`
  );
}

function boundsOfOne(schema: Schema): Content[] {
  const all = [
    range(schema.minimum, schema.maximum, ''),
    range(schema.minLength, schema.maxLength, ' characters'),
    range(schema.minItems, schema.maxItems, ' items'),
  ];
  return all.filter((one) => one !== undefined);
}

function range(
  least: number | undefined,
  most: number | undefined,
  of: string,
): string | undefined {
  // Zod bounds every integer by the safe integers; these bounds are not shown.
  const from = least === Number.MIN_SAFE_INTEGER ? undefined : least;
  const to = most === Number.MAX_SAFE_INTEGER ? undefined : most;
  if (from === 1 && to === undefined && of !== '') return 'not empty';
  if (from !== undefined && to !== undefined) return `${from} to ${to}${of}`;
  if (from !== undefined) return `${from}${of} or more`;
  return to === undefined ? undefined : `at most ${to}${of}`;
}
