import type { Route } from './http-request.ts';

/** The same route at another path, where it is still found but no longer to be called. */
export const deprecatedAt = (path: string, route: Route): Route => ({
  ...route,
  path,
  doc: { ...route.doc, operationId: `${route.doc.operationId}ByOlderPath`, deprecated: true },
});
