import * as z from 'zod';
import { FilterShape } from '../filters/filter.ts';
import { OTHER_VALUES, StringMap, StringMapPatch } from '../platform/json/string-map.ts';
import { instantOf, SECONDS_PER_DAY } from '../platform/json/timestamps.ts';
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

/** The limits of a retry schedule, that of a destination or of the stage. */
export const RETRY_SCHEDULE_LIMITS = {
  /** Fifty waits of at most six characters each easily fit the environment of a function. */
  retries: 50,
  /** A longer wait would in effect abandon the delivery. */
  waitSeconds: SECONDS_PER_DAY,
} as const;

const { retries, waitSeconds } = RETRY_SCHEDULE_LIMITS;

const RetrySchedule = z
  .array(
    z
      .int('must be whole seconds')
      .min(1, 'must be 1 or more')
      .max(waitSeconds, `must be ${waitSeconds} or less`),
  )
  .max(retries, `must have at most ${retries} waits`);

const fields = {
  retry_schedule: RetrySchedule.nullish().meta({
    description:
      'Seconds to wait before each retry of a failed delivery, one number per retry. The actual wait is random, between half and all of the number. An empty list means no retries; null means the schedule of the stage.',
    example: [30, 300, 3600],
  }),
  filter: FilterInput.nullish(),
  disabled_at: Instant.nullish().meta({
    description:
      'Time at which the destination was disabled; not in the future. Null if it is enabled.',
  }),
};

const kept = `Custom values to store with the destination. ${OTHER_VALUES}`;
const added = `Added to the metadata of each delivered object. The event’s metadata takes precedence. ${OTHER_VALUES}`;

/** The body of a create. The destination type defines config and credentials. */
export const CreateInput = z.object({
  id: z
    .union([NewDestinationId, z.literal('')])
    .nullish()
    .meta({ description: 'Generated if omitted or empty.' }),
  type: z.string().min(1, 'is required'),
  topics: TopicsInput,
  config: StringMap.nullish(),
  credentials: StringMap.nullish(),
  delivery_metadata: StringMap.nullish().meta({ description: added }),
  metadata: StringMap.nullish().meta({ description: kept }),
  ...fields,
  /** For imports. Require an API key. */
  created_at: Instant.nullish().meta({ description: 'For imports. Requires an API key.' }),
  updated_at: Instant.nullish().meta({ description: 'For imports. Requires an API key.' }),
});
export type CreateInput = z.output<typeof CreateInput>;

/** The body of a test of a new destination: that of a create, in which the topics are optional. */
export const CandidateInput = CreateInput.extend({
  topics: TopicsInput.default(['*']),
});

const merged =
  'Merged into the existing value. A null member removes that member; null removes all.';

/** The body of a `PATCH`: a JSON merge patch (RFC 7396) of each of these maps; a filter is replaced. */
export const PatchInput = z
  .object({
    type: z.string().optional().meta({ description: 'Cannot be changed.' }),
    topics: TopicsInput.nullish(),
    config: StringMapPatch.nullish().meta({ description: merged }),
    credentials: StringMapPatch.nullish().meta({
      description: `${merged} Sending back a masked value leaves the stored value unchanged.`,
    }),
    delivery_metadata: StringMapPatch.nullish().meta({ description: merged }),
    metadata: StringMapPatch.nullish().meta({ description: merged }),
    ...fields,
  })
  .meta({ id: 'DestinationPatch' });
export type PatchInput = z.output<typeof PatchInput>;

/** The body of a test of changes to a destination. */
export const CandidatePatchInput = PatchInput.extend({
  destination_id: DestinationId,
}).meta({ id: 'DestinationPatchTest' });
