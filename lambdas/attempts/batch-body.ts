import * as z from 'zod';
import type { Attempt, AttemptedBatch } from './attempt.ts';
import { topicsIn } from './batch-topics.ts';

/** The batch of an attempt in an API response. */
export const BatchBody = z
  .object({
    id: z.string().meta({ example: 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' }),
    partition: z.string().meta({ example: 'date=2026-11-29/' }),
    cut: z.enum(['count', 'bytes', 'age']).meta({
      description: 'Why the batch was closed: its number of events, its size or its age.',
    }),
    events: z.int().meta({ description: 'The events in the object.' }),
    bytes: z.int().meta({ description: 'The size of their data, before it is encoded.' }),
    object_bytes: z.int().optional().meta({ description: 'The size of the object.' }),
    first_time: z.iso.datetime().optional(),
    last_time: z.iso.datetime().optional(),
    key: z.string().optional().meta({ description: 'The key of the object.' }),
    topics: z.array(z.string()).meta({
      description: 'The topics of its events, the most frequent first, as far as they are known.',
    }),
    event_ids: z.array(z.string()).optional().meta({
      description: 'With the filter `event_id`, the events of the filter that are in the batch.',
    }),
  })
  .meta({ id: 'AttemptedBatch', description: 'The batch that the attempt delivers.' });

/**
 * Builds the batch of an attempt in an API response.
 *
 * @param eventIds the events of the filter that are in the batch
 */
export const batchBody = (
  { event_id: id, topics = [] }: Attempt,
  { log: _log, first: _first, last: _last, ...facts }: AttemptedBatch,
  eventIds?: readonly string[],
): z.output<typeof BatchBody> => ({
  id,
  ...facts,
  topics: topicsIn(topics),
  ...(eventIds && { event_ids: [...eventIds] }),
});
