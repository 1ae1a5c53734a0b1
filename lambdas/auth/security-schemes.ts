import { errorDoc, type Operation, type OperationDoc } from '../platform/http/operation.ts';

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
      'A token of one tenant, from `GET /api/v1/tenants/{tenant_id}/token`. It gives access to that tenant’s resources.',
  },
} as const;

const unauthorized = {
  401: errorDoc('The API key or token is missing, invalid or expired.', 'Unauthorized'),
};

const forPlatform = { 403: errorDoc('Tenant tokens are not accepted.', 'ForPlatform') };

const forTenant = { 403: errorDoc('The token belongs to another tenant.', 'ForTenant') };

/** The documentation of an operation that requires an API key. */
export const apiKeyOnlyDoc = ({ doc }: Operation): OperationDoc => ({
  ...doc,
  security: ['apiKey'],
  answers: { ...unauthorized, ...forPlatform, ...doc.answers },
});

/** The documentation of an operation that also accepts tenant tokens. */
export const tenantTokenDoc = ({ path, doc }: Operation): OperationDoc => ({
  ...doc,
  security: ['apiKey', 'tenantToken'],
  answers: {
    ...unauthorized,
    ...(path.includes('{tenant_id}') && forTenant),
    ...doc.answers,
  },
});
