import * as z from 'zod';
import { errorDoc, type Operation } from '../platform/http/operation.ts';

const TokenBody = z
  .object({
    token: z.string().meta({ description: 'A JWT to send as a bearer token.' }),
    tenant_id: z.string(),
  })
  .meta({ id: 'Token' });
export type TokenBody = z.output<typeof TokenBody>;

/** Issues a token for a tenant. */
export const getToken: Operation = {
  method: 'GET',
  path: '/api/v1/tenants/{tenant_id}/token',
  doc: {
    operationId: 'getToken',
    tag: 'Tenants',
    summary: 'Get a token for a tenant',
    description:
      'For the tenant’s web pages and programs. Until it expires, the token gives access to that tenant’s resources.',
    params: z.object({
      tenant_id: z.string().meta({ description: 'The id of a tenant.', example: 'acme' }),
    }),
    answers: {
      200: { description: 'A new token.', schema: TokenBody },
      404: errorDoc('The tenant does not exist.'),
    },
  },
};
