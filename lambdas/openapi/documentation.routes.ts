import type { HttpResponse, Route } from '../platform/http/http-request.ts';
import { JsonText } from '../platform/json/json.ts';
import { INFO } from './about.ts';
import { documentOf, type SecuritySchemes } from './document.ts';
import {
  getDocument,
  getDocumentUnderPrefix,
  getPage,
  getPageUnderPrefix,
  getWelcome,
  getWelcomeUnderPrefix,
  type WelcomeBody,
} from './documentation.operations.ts';
import { pageOf } from './page/page.ts';
import { PAGE_HEADERS } from './page/page-headers.ts';

/** Seconds a copy may be kept: what is told here changes with a deployment only. */
const KEPT = { 'cache-control': 'public, max-age=300' };

const WELCOME: WelcomeBody = {
  name: INFO.title,
  version: INFO.version,
  documentation: getPage.path,
  openapi: getDocument.path,
};

/**
 * These routes and those that tell of them all: `GET /`, `GET /openapi.json` and `GET /docs`, at the
 * root and under the API's prefix.
 */
export function withDocumentation(
  routes: readonly Route[],
  securitySchemes: SecuritySchemes,
): Route[] {
  const document = once(() => documentOf(all, securitySchemes));
  const asJson = once(() => new JsonText(JSON.stringify(document())));
  const asPage = once(() => pageOf(document()));
  const sendDocument = (): HttpResponse => ({ status: 200, body: asJson(), headers: KEPT });
  const sendPage = (): HttpResponse => ({
    status: 200,
    body: asPage(),
    headers: { ...KEPT, ...PAGE_HEADERS },
  });
  const sendWelcome = (): HttpResponse => ({ status: 200, body: WELCOME, headers: KEPT });
  const all: Route[] = [
    ...routes,
    { ...getWelcome, handle: sendWelcome },
    { ...getWelcomeUnderPrefix, handle: sendWelcome },
    { ...getDocument, handle: sendDocument },
    { ...getDocumentUnderPrefix, handle: sendDocument },
    { ...getPage, handle: sendPage },
    { ...getPageUnderPrefix, handle: sendPage },
  ];
  return all;
}

/** Makes something when it is first asked for: a cold start is not to wait for it. */
function once<Made>(make: () => Made): () => Made {
  let made: { readonly it: Made } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}
