import { z } from 'zod';
import { IDENTIFIER_RULE, Identifier } from '../platform/json/identifier.ts';
import { OTHER_VALUES, StringMap } from '../platform/json/string-map.ts';

/** A tenant's id: the platform's own. */
export const TenantId = Identifier.meta({
  description: `The id of a tenant: the platform’s own. ${IDENTIFIER_RULE}`,
  example: 'acme',
});

/** A customer of the platform, as stored. */
export const Tenant = z.object({
  id: z.string(),
  /** Which of the tenants this is that its id has had: a ULID. */
  incarnation: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** The reservation of each of its destinations, by id. Only what stands here is the tenant's. */
  destinations: z.record(z.string(), z.string()),
  deleted_at: z.string().optional(),
});
export type Tenant = z.output<typeof Tenant>;

/** The body of `PUT /tenants/:tenant_id`. Metadata that is given replaces what there was. */
export const TenantInput = z
  .object({
    metadata: StringMap.nullish().meta({
      description: `Whatever the platform wants to keep of it. ${OTHER_VALUES}`,
      example: { plan: 'gold' },
    }),
  })
  .meta({ id: 'TenantInput' });
