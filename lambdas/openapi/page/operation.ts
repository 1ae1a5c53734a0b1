import { type Content, type Html, html } from '../../platform/http/html.ts';
import { own } from '../../platform/json/own.ts';
import { answers, responsesTo } from './answers.ts';
import { bounds } from './bounds.ts';
import { curl } from './curl.ts';
import { fields } from './fields.ts';
import type { OpenApi, Parameter } from './open-api.ts';
import { answersOfAll, type Found } from './operations.ts';
import { inline, prose } from './prose.ts';
import { typeName } from './type-name.ts';

/** Renders the documentation of one operation. */
export function article(found: Found, document: OpenApi): Html {
  const { method, path, operation } = found;
  const { operationId, summary, description, parameters, requestBody } = operation;
  const everywhere = answersOfAll(document);
  const responses = responsesTo(operation, document);
  const own = responses.filter(([status]) => !everywhere.includes(status));
  const { schemas } = document.components;
  const body = requestBody?.content['application/json']?.schema;
  return html`
<article id="${operationId}">
<h3><a href="#${operationId}">${summary}</a></h3>
<p class="call"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></p>
${alsoAt(found)}
<p class="callers">Needs ${callers(found, document)}</p>
${prose(description)}
${parameters && parameters.length > 0 && html`<h4>Parameters</h4>${table(parameters)}`}
${body && html`<h4>Body <span class="type">${typeName(body)}${!requestBody?.required && ', optional'}</span></h4>${fields(body, schemas, 'unfolded')}`}
<h4>Example</h4>
<pre tabindex="0"><code>${curl(method, path, operation, schemas)}</code></pre>
<h4>Responses</h4>
${answers(own, document)}
</article>`;
}

const alsoAt = (found: Found): Content =>
  found.alsoAt.map(
    ({ path, operation }) => html`
<p class="call also" id="${operation.operationId}">also at <code>${path}</code>${operation.deprecated && ', the older path (deprecated)'}</p>`,
  );

function callers({ operation }: Found, { components }: OpenApi): string {
  const names = operation.security
    .flatMap((requirement) => Object.keys(requirement))
    .map((name) => own(components.securitySchemes, name)?.['x-displayName'] ?? name);
  return names.length === 0 ? 'no token' : names.join(' or ');
}

const table = (parameters: readonly Parameter[]): Html => html`
<table>
<thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map(row)}</tbody>
</table>`;

const row = ({ name, in: where, required, description = '', schema }: Parameter): Html => html`
<tr><th scope="row"><code>${name}</code>${required && html` <span class="required">required</span>`}</th><td>${where}</td><td class="type">${typeName(schema)}</td><td>${inline(description)} ${bounds(schema)}</td></tr>`;
