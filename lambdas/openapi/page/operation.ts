import { type Content, type Html, html } from '../../platform/http/html.ts';
import { own } from '../../platform/json/json.ts';
import { curl } from './example.ts';
import { nameIn, type OpenApi, type Operation, type Parameter, type Response } from './open-api.ts';
import { inline, prose } from './prose.ts';
import { bounds, fields, resolved, typeName } from './schemas.ts';

/** Renders the documentation of one operation. */
export function operationArticle(found: Found, document: OpenApi): Html {
  const { method, path, operation } = found;
  const { operationId, summary, description, parameters, requestBody } = operation;
  const common = commonStatuses(document);
  const responses = responsesTo(operation, document);
  const ownResponses = responses.filter(([status]) => !common.includes(status));
  const { schemas } = document.components;
  const body = requestBody?.content['application/json']?.schema;
  return html`
<article id="${operationId}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="call" id="${pathAnchor(method, path)}"><a href="#${pathAnchor(method, path)}"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></a></p>
${otherPaths(found)}
<p class="callers">Needs ${callers(found, document)}</p>
${prose(description)}
${parameters && parameters.length > 0 && html`<h4>Parameters</h4>${table(parameters, operationId)}`}
${body && html`<h4>Body <span class="type">${typeName(body)}${!requestBody?.required && ', optional'}</span></h4>${fields(body, schemas, 'unfolded')}`}
<h4>Example</h4>
<pre tabindex="0"><code>${curl(method, path, operation, schemas)}</code></pre>
<h4>Responses</h4>
${responseList(ownResponses, document)}
</article>`;
}

/** An anchor that a reader can derive from a call: `post-api-v1-publish`. */
const pathAnchor = (method: string, path: string): string =>
  `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replace(/-$/, '');

const otherPaths = (found: Found): Content =>
  found.alsoAt.map(
    ({ path, operation }) => html`
<p class="call also" id="${operation.operationId}">also at <code>${path}</code>${operation.deprecated && ', the older path (deprecated)'}</p>`,
  );

function callers({ operation }: Found, { components }: OpenApi): string {
  const names = operation.security
    .flatMap((requirement) => Object.entries(requirement))
    .map(([name, scopes]) => {
      const shown = own(components.securitySchemes, name)?.['x-displayName'] ?? name;
      return scopes.length === 0 ? shown : `${shown} with the scope ${scopes.join(', ')}`;
    });
  return names.length === 0 ? 'no token' : names.join(' or ');
}

const table = (parameters: readonly Parameter[], operationId: string): Html => html`
<table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map((parameter) => row(parameter, operationId))}</tbody>
</table>`;

const row = (
  { name, in: where, required, description = '', schema }: Parameter,
  operationId: string,
): Html => html`
<tr id="${operationId}.${where}.${name}"><th scope="row"><a href="#${operationId}.${where}.${name}"><code>${name}</code></a>${required && html` <span class="required">required</span>`}</th><td>${where}</td><td class="type">${typeName(schema)}</td><td>${inline(description)} ${bounds(schema)}</td></tr>`;

/** An operation with its method, path and alternative paths. */
export interface Found {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly alsoAt: readonly Omit<Found, 'alsoAt'>[];
}

/** The operations with a tag. Operations that do the same at different paths are merged. */
export function operationsOf({ paths }: OpenApi, tag: string): Found[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const groups = Map.groupBy(
    all.filter(({ operation }) => operation.tags.includes(tag)),
    ({ method, operation }) => `${method} ${operation.summary}`,
  );
  return [...groups.values()].flatMap(([first, ...alsoAt]) =>
    first ? [{ ...first, alsoAt }] : [],
  );
}

/** The response statuses that all operations share. */
export function commonStatuses({ paths }: OpenApi): string[] {
  const all = Object.values(paths).flatMap((methods) => Object.values(methods));
  const [first, ...others] = all.map(({ responses }) => new Set(Object.keys(responses)));
  return [...(first ?? [])].filter((status) => others.every((statuses) => statuses.has(status)));
}

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
export const responseList = (
  responses: readonly [string, Response][],
  document: OpenApi,
): Content =>
  html`<ul class="responses">${responses.map(([status, response]) => html`<li>${responseItem(status, response, document)}</li>`)}</ul>`;

function responseItem(status: string, response: Response, document: OpenApi): Content {
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
