import * as z from 'zod';
import { NotFoundError } from '../platform/errors.ts';
import { IDENTIFIER_RULE, Identifier } from '../platform/json/identifier.ts';
import { OTHER_VALUES, StringMap } from '../platform/json/string-map.ts';

/** A tenant's id. The platform chooses it. */
export const TenantId = Identifier.meta({
  description: `The id of a tenant, chosen by the platform. ${IDENTIFIER_RULE}`,
  example: 'acme',
});

/** A customer of the platform, as stored. */
export const Tenant = z.object({
  id: z.string(),
  /** A ULID that distinguishes this tenant from earlier ones with the same id. */
  incarnation: z.string().optional(),
  /**
   * When the previous tenant with this id was deleted. Events that were sent before that are not for this
   * tenant. Absent if no deleted tenant with this id was retained.
   */
  predecessor_deleted_at: z.string().optional(),
  /** A ULID that the tenant's tokens must have; absent until they are revoked for the first time. */
  token_generation: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  /** What the roles of this tenant's customers must demand (`sts:ExternalId`). Never changes. */
  external_id: z.string().optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** The reservation token of each destination, by id. Only destinations listed here are the tenant's. */
  destinations: z.record(z.string(), z.string()),
  deleted_at: z.string().optional(),
});
export type Tenant = z.output<typeof Tenant>;

/** The body of `PUT /tenants/:tenant_id`. Metadata, if given, replaces the stored metadata. */
export const TenantInput = z
  .object({
    metadata: StringMap.nullish().meta({
      description: `Custom values to store with the tenant. ${OTHER_VALUES}`,
      example: { plan: 'gold' },
    }),
  })
  .meta({ id: 'TenantInput' });

/** The error for a tenant that does not exist or is deleted. */
export const tenantNotFound = (): NotFoundError => new NotFoundError('tenant not found');

/** The part of a destination that a tenant's response summarizes. */
export interface DestinationSummary {
  readonly topics: readonly string[];
}

/** The topics of all destinations, sorted; `*` covers every other. */
export function unionTopics(destinations: readonly DestinationSummary[]): string[] {
  const topics = new Set(destinations.flatMap((destination) => destination.topics));
  return topics.has('*') ? ['*'] : [...topics].sort();
}
