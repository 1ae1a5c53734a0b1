import {
  type Access,
  errorDoc,
  type Operation,
  type OperationDoc,
} from '../platform/http/operation.ts';

/** The API's security schemes. Both are bearer tokens (RFC 6750). */
export const SECURITY_SCHEMES = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    'x-displayName': 'an API key',
    description: 'An API key of the platform. It gives access to everything.',
  },
  tenantToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    'x-displayName': 'a tenant’s token',
    description:
      'A token of one tenant, from `GET /api/v1/tenants/{tenant_id}/token`. It gives access to that tenant’s resources. An operation lists the scope that it requires: `manage` includes `retry`, and `retry` includes `read`. A token without a scope has them all, and only such a token has `full`.',
  },
} as const;

const unauthorized = {
  401: errorDoc('The API key or token is missing, invalid or expired.', 'Unauthorized'),
};

const forPlatform = { 403: errorDoc('Tenant tokens are not accepted.', 'ForPlatform') };

const forTenant = {
  403: errorDoc('The token belongs to another tenant, or does not have the scope.', 'ForTenant'),
};

const forScope = { 403: errorDoc('The token does not have the scope.', 'ForScope') };

/** The documentation of an operation that requires authentication. */
export const documented = ({ path, access, doc }: Operation): OperationDoc => ({
  ...doc,
  security: [{ apiKey: [] }, ...(access === 'apiKey' ? [] : [{ tenantToken: [access] }])],
  responses: { ...unauthorized, ...forbidden(path, access), ...doc.responses },
});

function forbidden(path: string, access: Access): OperationDoc['responses'] {
  if (access === 'apiKey') return forPlatform;
  if (path.includes('{tenant_id}')) return forTenant;
  // Every token has the lowest scope.
  return access === 'read' ? {} : forScope;
}
