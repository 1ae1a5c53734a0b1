import { describe, expect, test } from 'vitest';
import { apiRoutes } from '../support/api-routes.ts';

const routes = apiRoutes();

const withAccess = (access: string) =>
  routes
    .filter((route) => route.access === access)
    .map(({ method, path }) => `${method} ${path}`)
    .toSorted();

describe('what an operation requires', () => {
  test('is declared by each operation and documented', () => {
    const levels = ['public', 'apiKey', 'full', 'manage', 'retry', 'read'];
    expect(routes.filter(({ access }) => !levels.includes(access))).toEqual([]);
    for (const { access, doc } of routes) {
      const schemes = access === 'apiKey' ? [] : [{ tenantToken: [access] }];
      const security = access === 'public' ? undefined : [{ apiKey: [] }, ...schemes];
      expect(doc.security).toEqual(security);
    }
  });

  test('is an API key where only the operator may act', () => {
    expect(withAccess('apiKey')).toEqual([
      'DELETE /api/v1/tenants/{tenant_id}/events',
      'DELETE /api/v1/tenants/{tenant_id}/tokens',
      'GET /api/v1/erasures',
      'GET /api/v1/erasures/{erasure_id}',
      'GET /api/v1/tenants/{tenant_id}/portal',
      'GET /api/v1/tenants/{tenant_id}/token',
      'POST /api/v1/publish',
      'POST /api/v1/publish/batch',
    ]);
  });

  test('is more than a portal session has, for changes of the tenant', () => {
    expect(withAccess('full')).toEqual([
      'DELETE /api/v1/tenants/{tenant_id}',
      'PUT /api/v1/tenants/{tenant_id}',
    ]);
  });

  test('is public only for documentation, health and the exchange of links', () => {
    const others = withAccess('public').filter(
      (one) => !/\/(docs|healthz|openapi.json)$/.test(one),
    );
    expect(others).toEqual(['GET /', 'GET /api/v1', 'POST /api/v1/portal/sessions']);
  });

  test('is more than the scope read, for every operation that changes or sends something', () => {
    const reading = withAccess('read').filter((one) => !one.startsWith('GET '));
    expect(reading).toEqual(['POST /api/v1/destinations/preview']);
  });
});
