import { createHash } from 'node:crypto';
import { Html, html } from '../../platform/http/html.ts';
import { OpenApi } from './open-api.ts';
import {
  commonStatuses,
  operationArticle,
  operationsOf,
  responseList,
  responsesTo,
} from './operation.ts';
import { inline, prose } from './prose.ts';
import { fields, typeName } from './schemas.ts';
import { STYLE } from './style.ts';

/**
 * Renders an OpenAPI document as an HTML page. The page needs no scripts and no external resources.
 *
 * @throws ZodError when the document does not match {@link OpenApi}
 */
export function pageOf(openApi: unknown): Html {
  const document = OpenApi.parse(openApi);
  const { title, version } = document.info;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} API</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><p><strong>${title}</strong> API <span class="version">${version}</span></p><p><a href="openapi.json">openapi.json</a></p></header>
<nav aria-label="Contents"><details><summary>Contents</summary>${contents(document)}</details><div class="wide">${contents(document)}</div></nav>
<main id="main">
<h1>${title} API</h1>
${prose(document.info.description)}
${commonResponses(document)}
${document.tags.map((tag) => section(tag, document))}
${components(document)}
</main>
</body>
</html>
`;
}

const contents = (document: OpenApi): Html => html`<ul>${document.tags.map(
  ({ name }) => html`
<li><a href="#${anchorOf(name)}">${name}</a><ul>${operationsOf(document, name).map(
    ({ method, operation }) => html`
<li><a href="#${operation.operationId}"><span class="method ${method.toLowerCase()}">${method}</span> ${operation.summary}</a></li>`,
  )}</ul></li>`,
)}
<li><a href="#schemas">Schemas</a></li></ul>`;

const section = ({ name, description }: OpenApi['tags'][number], document: OpenApi): Html => html`
<section aria-labelledby="${anchorOf(name)}">
<h2 id="${anchorOf(name)}">${name}</h2>
<p>${inline(description)}</p>
${operationsOf(document, name).map((found) => operationArticle(found, document))}
</section>`;

/** Renders the responses that all operations share. */
function commonResponses(document: OpenApi): Html {
  const statuses = commonStatuses(document);
  const [first] = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const responses = first ? responsesTo(first, document) : [];
  const common = responses.filter(([status]) => statuses.includes(status));
  return html`<h2>Common responses</h2>${responseList(common, document)}`;
}

const components = ({ components: { schemas } }: OpenApi): Html => html`
<section aria-labelledby="schemas">
<h2 id="schemas">Schemas</h2>
${Object.entries(schemas).map(
  ([name, schema]) => html`
<article id="schema-${name}"><h3><a href="#schema-${name}">${name}</a> <span class="type">${typeName(schema)}</span></h3>${prose(schema.description)}${fields(schema, schemas, 'linked', `schema-${name}`)}</article>`,
)}
</section>`;

const anchorOf = (tag: string): string => `part-${tag.toLowerCase().replaceAll(' ', '-')}`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/**
 * Security headers of the page. The content security policy (https://www.w3.org/TR/CSP3/) allows only
 * the page's own style: no scripts, no subresources and no framing.
 */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
};
