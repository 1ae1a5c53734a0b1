import { type Content, html } from '../../platform/http/html.ts';
import { own } from '../../platform/json/own.ts';
import { fields } from './fields.ts';
import { nameIn, type OpenApi, type Operation, type Response } from './open-api.ts';
import { inline } from './prose.ts';
import { resolved } from './schemas.ts';
import { typeName } from './type-name.ts';

/** The responses of an operation by status, with references resolved. */
export const responsesTo = (
  { responses }: Operation,
  { components }: OpenApi,
): [string, Response][] =>
  Object.entries(responses).flatMap(([status, response]): [string, Response][] => {
    const found = '$ref' in response ? own(components.responses, nameIn(response.$ref)) : response;
    return found ? [[status, found]] : [];
  });

/** Renders an operation's responses. Error responses show no fields. */
export const answers = (responses: readonly [string, Response][], document: OpenApi): Content =>
  html`<ul class="answers">${responses.map(([status, response]) => html`<li>${answer(status, response, document)}</li>`)}</ul>`;

function answer(status: string, response: Response, document: OpenApi): Content {
  const { description, content } = response;
  const line = html`<span class="status s${status.slice(0, 1)}">${status}</span> <span>${inline(description)}</span>`;
  const parts = Object.entries(content).map(([mediaType, { schema }]) => {
    const list = resolved(schema, document.components.schemas);
    return {
      name: [mediaType !== 'application/json' && `${mediaType}: `, typeName(schema)],
      fields: fields(list.items ?? schema, document.components.schemas, 'linked'),
    };
  });
  const names = parts.map(({ name }) => html` <span class="type">${name}</span>`);
  if (Number(status) >= 400 || parts.every((part) => !part.fields)) return [line, names];
  return html`<details><summary>${line}${names}</summary>${headers(response, document)}${parts.map((part) => part.fields)}</details>`;
}

function headers({ headers: given = {} }: Response, { components }: OpenApi): Content {
  const items = Object.entries(given).map(([name, header]) => {
    const { description = '' } =
      '$ref' in header ? (own(components.headers, nameIn(header.$ref)) ?? {}) : header;
    return html`<div><dt><code>${name}</code> <span class="type">header</span></dt><dd>${inline(description)}</dd></div>`;
  });
  return html`<dl class="fields">${items}</dl>`;
}
