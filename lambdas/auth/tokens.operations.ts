import { z } from 'zod';
import { errorDoc } from '../platform/http/error-body.ts';
import type { Operation } from '../platform/http/operation.ts';

const TokenBody = z
  .object({
    token: z.string().meta({ description: 'A JWT, to be sent as a bearer token.' }),
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
      'For pages and programs of the tenant: it opens that tenant’s part of the API until it expires.',
    params: z.object({
      tenant_id: z.string().meta({ description: 'The id of a tenant.', example: 'acme' }),
    }),
    answers: {
      200: { description: 'A new token.', schema: TokenBody },
      404: errorDoc('There is no such tenant.'),
    },
  },
};
