import * as z from 'zod';
import { errorDoc, type Operation, SuccessBody } from '../platform/http/operation.ts';
import {
  BY_CREATION,
  pageBody,
  pageParameters,
  pageResponses,
} from '../platform/http/pagination.ts';
import { ownerParameter } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import {
  type DestinationSummary,
  type Tenant,
  TenantId,
  TenantInput,
  unionTopics,
} from './tenant.ts';

/** The tenant as the API shows it. */
export const TenantBody = z
  .object({
    id: TenantId,
    destinations_count: z.int().min(0),
    topics: z.array(z.string()).meta({
      description:
        'The topics of all destinations of the tenant, sorted; only `*` if one of them subscribes to all topics.',
    }),
    metadata: z.record(z.string(), z.string()).optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Tenant' });
export type TenantBody = z.output<typeof TenantBody>;

/** The tenants as the API lists them. */
export const TenantPage = pageBody(TenantBody)
  .extend({ count: z.int().min(0).meta({ description: 'Total number of tenants.' }) })
  .meta({ id: 'TenantPage' });
export type TenantPage = z.output<typeof TenantPage>;

/** The tenant as the API shows it. */
export function tenantBody(
  tenant: Tenant,
  destinations: readonly DestinationSummary[],
): TenantBody {
  const { id, metadata, created_at, updated_at } = tenant;
  return {
    id,
    destinations_count: destinations.length,
    topics: unionTopics(destinations),
    metadata,
    created_at,
    updated_at,
  };
}

const path = '/api/v1/tenants/{tenant_id}';
const tag = 'Tenants';

/** The part of a path that names a tenant. */
export const TenantParams = z.object({ tenant_id: TenantId });

const notFound = errorDoc('The tenant does not exist.');

export const listTenants: Operation = {
  method: 'GET',
  path: '/api/v1/tenants',
  access: 'read',
  doc: {
    operationId: 'listTenants',
    tag,
    summary: 'List tenants',
    description: 'With a tenant token, only that tenant.',
    query: z.object({
      id: ownerParameter('Filter by tenant ID.'),
      ...timeParameters,
      ...pageParameters(BY_CREATION),
    }),
    responses: {
      200: { description: 'A page of tenants.', schema: TenantPage },
      ...pageResponses,
    },
  },
};

export const putTenant: Operation = {
  method: 'PUT',
  path,
  access: 'full',
  doc: {
    operationId: 'putTenant',
    tag,
    summary: 'Create or change a tenant',
    description:
      'Metadata in the request replaces the existing metadata; without it, the existing metadata stays. The id of a new tenant must not be the name of a built-in JavaScript property, such as `constructor`.',
    params: TenantParams,
    body: TenantInput,
    bodyOptional: true,
    responses: {
      200: { description: 'The existing tenant.', schema: TenantBody },
      201: { description: 'The new tenant.', schema: TenantBody },
      404: errorDoc('The tenant was deleted in the meantime.'),
      413: errorDoc('The metadata is larger than 32,768 bytes.'),
    },
  },
};

export const getTenant: Operation = {
  method: 'GET',
  path,
  access: 'read',
  doc: {
    operationId: 'getTenant',
    tag,
    summary: 'Get a tenant',
    params: TenantParams,
    responses: { 200: { description: 'The tenant.', schema: TenantBody }, 404: notFound },
  },
};

export const revokeTokens: Operation = {
  method: 'DELETE',
  path: `${path}/tokens`,
  access: 'apiKey',
  doc: {
    operationId: 'revokeTokens',
    tag,
    summary: 'Revoke the tokens of a tenant',
    description:
      'Invalidates every token of the tenant that was issued before, and the sessions and URLs of its portal. Tokens that are issued later are valid.',
    params: TenantParams,
    responses: { 200: { description: 'Revoked.', schema: SuccessBody }, 404: notFound },
  },
};

export const deleteTenant: Operation = {
  method: 'DELETE',
  path,
  access: 'full',
  doc: {
    operationId: 'deleteTenant',
    tag,
    summary: 'Delete a tenant',
    description: 'Also deletes its destinations and invalidates its tokens.',
    params: TenantParams,
    responses: { 200: { description: 'Deleted.', schema: SuccessBody }, 404: notFound },
  },
};
