import * as z from 'zod';
import { errorDoc, type Operation, SCOPES } from '../platform/http/operation.ts';
import { WholeNumber } from '../platform/http/query.ts';

/** The parameters of a new token. */
export const TokenQuery = z.object({
  scope: z
    .enum(SCOPES, `must be one of ${SCOPES.join(', ')}`)
    .optional()
    .meta({
      description:
        'What the token allows: `read`, `retry`, which includes `read`, or `manage`, which includes both. Default: everything that a tenant may do, which includes changing and deleting the tenant.',
    }),
  expires_in: WholeNumber.optional().meta({
    description: 'Seconds until the token expires, at most `tokenTtlHours`, which is the default.',
    example: 3600,
  }),
});

const TokenBody = z
  .object({
    token: z.string().meta({ description: 'A JWT to send as a bearer token.' }),
    tenant_id: z.string(),
    expires_at: z.iso.datetime().meta({ description: 'When the token expires.' }),
  })
  .meta({ id: 'Token' });
export type TokenBody = z.output<typeof TokenBody>;

export const getToken: Operation = {
  method: 'GET',
  path: '/api/v1/tenants/{tenant_id}/token',
  access: 'apiKey',
  doc: {
    operationId: 'getToken',
    tag: 'Tenants',
    summary: 'Get a token for a tenant',
    description:
      'For the tenant’s web pages and programs. Until it expires, the token gives access to that tenant’s resources.',
    params: z.object({
      tenant_id: z.string().meta({ description: 'The id of a tenant.', example: 'acme' }),
    }),
    query: TokenQuery,
    responses: {
      200: { description: 'A new token.', schema: TokenBody },
      404: errorDoc('The tenant does not exist.'),
    },
  },
};
