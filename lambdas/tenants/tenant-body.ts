import * as z from 'zod';
import { pageBody } from '../platform/http/pagination.ts';
import { type Tenant, TenantId } from './tenant.ts';

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

/** The part of a destination that a tenant's response summarizes. */
export interface DestinationSummary {
  readonly topics: readonly string[];
}

/** The tenant as the API shows it. */
export function tenantBody(
  tenant: Tenant,
  destinations: readonly DestinationSummary[],
): TenantBody {
  const { id, metadata, created_at, updated_at } = tenant;
  return {
    id,
    destinations_count: destinations.length,
    topics: topicsOf(destinations),
    metadata,
    created_at,
    updated_at,
  };
}

/** The topics of all destinations, sorted; `*` covers every other. */
export function topicsOf(destinations: readonly DestinationSummary[]): string[] {
  const topics = new Set(destinations.flatMap((destination) => destination.topics));
  return topics.has('*') ? ['*'] : [...topics].sort();
}
