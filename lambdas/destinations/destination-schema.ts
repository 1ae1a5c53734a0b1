import { z } from 'zod';
import { FilterShape } from '../filters/filter.ts';
import { OTHER_VALUES, StringMap, StringMapPatch } from '../platform/json/string-map.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import { TenantId } from '../tenants/tenant.ts';
import { DestinationId, NewDestinationId } from './destination.ts';
import { TopicsInput } from './topics.ts';

/** The path parameter that names the tenant. */
export const OwnerParams = z.object({ tenant_id: TenantId });

/** The path parameters that name a destination. */
export const DestinationParams = OwnerParams.extend({ destination_id: DestinationId });

/** An RFC 3339 time, converted to UTC. `validateDestination` checks that it is not in the future. */
const Instant = z
  .string()
  .meta({ format: 'date-time' })
  .transform((text, context) => {
    const instant = instantOf(text);
    if (instant === undefined) context.addIssue('must be an RFC 3339 time');
    return instant ?? z.NEVER;
  });

/** A filter. An empty one means none. `validateDestination` checks the rest. */
const FilterInput = FilterShape.transform((filter) =>
  Object.keys(filter).length === 0 ? null : filter,
);

/** The same limits as on the stage's retry schedule: 50 retries, each after 1 to 86,400 seconds. */
const RetrySchedule = z
  .array(
    z.int('must be whole seconds').min(1, 'must be 1 or more').max(86_400, 'must be 86400 or less'),
  )
  .max(50, 'must have at most 50 waits');

const fields = {
  retry_schedule: RetrySchedule.nullish().meta({
    description:
      'Seconds to wait before each retry of a failed delivery, one number a retry; each wait takes between half of it and all of it, at random. An empty list: no retries. Null: the stage’s own.',
    example: [30, 300, 3600],
  }),
  filter: FilterInput.nullish(),
  disabled_at: Instant.nullish().meta({
    description: 'Since when it takes no events; not in the future. Null: it takes them.',
  }),
};

const kept = `For whatever is to be kept with it. ${OTHER_VALUES}`;
const added = `Added to the metadata of what is delivered; the event’s own wins. ${OTHER_VALUES}`;

/** The body of a create. The destination type defines config and credentials. */
export const CreateInput = z.object({
  id: z
    .union([NewDestinationId, z.literal('')])
    .nullish()
    .meta({ description: 'One is made up when it is left out, or empty.' }),
  type: z.string().min(1, 'is required'),
  topics: TopicsInput,
  config: StringMap.nullish(),
  credentials: StringMap.nullish(),
  delivery_metadata: StringMap.nullish().meta({ description: added }),
  metadata: StringMap.nullish().meta({ description: kept }),
  ...fields,
  /** For imports. Require an API key. */
  created_at: Instant.nullish().meta({ description: 'For imports: needs an API key.' }),
  updated_at: Instant.nullish().meta({ description: 'For imports: needs an API key.' }),
});
export type CreateInput = z.output<typeof CreateInput>;

const merged =
  'Merged into what there is; a member that is null is taken away, and null clears all.';

/** The body of a `PATCH`: a JSON merge patch (RFC 7396) of each of these maps; a filter is replaced. */
export const PatchInput = z
  .object({
    type: z.string().optional().meta({ description: 'Cannot be changed.' }),
    topics: TopicsInput.nullish(),
    config: StringMapPatch.nullish().meta({ description: merged }),
    credentials: StringMapPatch.nullish().meta({
      description: `${merged} A value sent back as it was shown leaves what is stored.`,
    }),
    delivery_metadata: StringMapPatch.nullish().meta({ description: merged }),
    metadata: StringMapPatch.nullish().meta({ description: merged }),
    ...fields,
  })
  .meta({ id: 'DestinationPatch' });
export type PatchInput = z.output<typeof PatchInput>;
