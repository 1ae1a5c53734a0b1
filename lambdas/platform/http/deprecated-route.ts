import type { Route } from './http-request.ts';

/** The same route at a deprecated path. */
export const deprecatedAt = (path: string, route: Route): Route => ({
  ...route,
  path,
  doc: { ...route.doc, operationId: `${route.doc.operationId}ByOlderPath`, deprecated: true },
});
