import type { HttpResponse, Route } from '../platform/http/http-request.ts';
import { JsonText } from '../platform/json/json.ts';
import { documentOf, INFO, type SecuritySchemes } from './document.ts';
import {
  getDocument,
  getDocumentUnderPrefix,
  getPage,
  getPageUnderPrefix,
  getWelcome,
  getWelcomeUnderPrefix,
  type WelcomeBody,
} from './documentation.operations.ts';

/** Responses may be cached for 300 seconds: they change only with a deployment. */
const KEPT = { 'cache-control': 'public, max-age=300' };

const WELCOME: WelcomeBody = {
  name: INFO.title,
  version: INFO.version,
  documentation: getPage.path,
  openapi: getDocument.path,
};

/**
 * Adds the documentation routes, which describe all routes including themselves: `GET /`,
 * `GET /openapi.json`, at the root and under the API's prefix. The portal function serves the page,
 * `GET /docs`. API Gateway passes `/docs/` to the api function, because a route cannot end with a slash.
 */
export function withDocumentation(
  routes: readonly Route[],
  securitySchemes: SecuritySchemes,
): Route[] {
  const document = once(() => documentOf(all, securitySchemes));
  const asJson = once(() => new JsonText(JSON.stringify(document())));
  const sendDocument = (): HttpResponse => ({ status: 200, body: asJson(), headers: KEPT });
  const sendWelcome = (): HttpResponse => ({ status: 200, body: WELCOME, headers: KEPT });
  const redirectToPage = (): HttpResponse => ({
    status: 308,
    body: WELCOME,
    headers: { location: '../docs' },
  });
  const all: Route[] = [
    ...routes,
    { ...getWelcome, handle: sendWelcome },
    { ...getWelcomeUnderPrefix, handle: sendWelcome },
    { ...getDocument, handle: sendDocument },
    { ...getDocumentUnderPrefix, handle: sendDocument },
    { ...getPage, handle: redirectToPage },
    { ...getPageUnderPrefix, handle: redirectToPage },
  ];
  return all;
}

/** Computes a value on first use, so that a cold start does not wait for it. */
function once<Value>(compute: () => Value): () => Value {
  let cached: { readonly value: Value } | undefined;
  return () => {
    cached ??= { value: compute() };
    return cached.value;
  };
}
