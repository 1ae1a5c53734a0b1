import { z } from 'zod';
import { instantOf } from '../runtime/instant.ts';
import { isJsonObject } from '../runtime/json.ts';
import { StringMap, StringMapPatch } from '../runtime/string-map.ts';
import { DestinationId } from './destination.ts';
import type { Filter } from './filter.ts';
import { TopicsInput } from './topics.ts';

/** A moment that has passed, in UTC; that it has, the rules say. */
const Instant = z.string().transform((text, context) => {
  const instant = instantOf(text);
  if (instant === undefined) context.addIssue('must be an RFC 3339 time');
  return instant ?? z.NEVER;
});

/** A filter, of which the rules say more; an empty one is none. */
const FilterInput = z
  .custom<Filter>(isJsonObject, 'must be an object')
  .transform((filter) => (Object.keys(filter).length === 0 ? null : filter));

/** The body of a create. Which config and credentials there must be, the type says. */
export const CreateInput = z.object({
  id: DestinationId.nullish(),
  type: z.string().min(1, 'is required'),
  topics: TopicsInput,
  filter: FilterInput.nullish(),
  config: StringMap.nullish(),
  credentials: StringMap.nullish(),
  delivery_metadata: StringMap.nullish(),
  metadata: StringMap.nullish(),
  disabled_at: Instant.nullish(),
  /** For imports: only the platform may give these. */
  created_at: Instant.nullish(),
  updated_at: Instant.nullish(),
});
export type CreateInput = z.output<typeof CreateInput>;

/** The body of a `PATCH`: a JSON merge patch (RFC 7396) of each of these maps; a filter is replaced. */
export const PatchInput = z.object({
  type: z.string().optional(),
  topics: TopicsInput.nullish(),
  filter: FilterInput.nullish(),
  config: StringMapPatch.nullish(),
  credentials: StringMapPatch.nullish(),
  delivery_metadata: StringMapPatch.nullish(),
  metadata: StringMapPatch.nullish(),
  disabled_at: Instant.nullish(),
});
export type PatchInput = z.output<typeof PatchInput>;
