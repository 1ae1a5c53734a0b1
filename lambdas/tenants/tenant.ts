import { z } from 'zod';
import { Identifier } from '../runtime/identifier.ts';
import { StringMap } from '../runtime/string-map.ts';

/** A tenant's id: the platform's own. */
export const TenantId = Identifier;

/** A customer of the platform, as stored. */
export const Tenant = z.object({
  id: z.string(),
  metadata: z.record(z.string(), z.string()).optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** The reservation of each of its destinations, by id. Only what stands here is the tenant's. */
  destinations: z.record(z.string(), z.string()),
  deleted_at: z.string().optional(),
});
export type Tenant = z.output<typeof Tenant>;

/** The body of `PUT /tenants/:tenant_id`. Metadata that is given replaces what there was. */
export const TenantInput = z.object({ metadata: StringMap.nullish() });

/** What a tenant's answer says of its destinations. */
export interface DestinationSummary {
  readonly topics: readonly string[];
}

/** The tenant as the API shows it. */
export function tenantBody(tenant: Tenant, destinations: readonly DestinationSummary[]) {
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
function topicsOf(destinations: readonly DestinationSummary[]): string[] {
  const topics = new Set(destinations.flatMap((destination) => destination.topics));
  return topics.has('*') ? ['*'] : [...topics].sort();
}
