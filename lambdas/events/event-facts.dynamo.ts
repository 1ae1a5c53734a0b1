import * as z from 'zod';
import { decoded } from './event-item.dynamo.ts';

/** The fields of a recorded event by which it is counted. */
const EventFacts = z.object({
  tenant_id: z.string(),
  tenant_incarnation: z.string().optional(),
  topic: z.string(),
  time: z.string(),
  destination_ids: z.array(z.string()),
  batches: z.record(z.string(), z.string()).optional(),
});
export type EventFacts = z.output<typeof EventFacts>;

/** The attributes that {@link eventFacts} takes, besides the keys. */
export const FACTS = ['position', 'time', 'topic', 'destinations', 'batches'] as const;

/** Returns the fields by which an event is counted, of its item or of {@link FACTS}. */
export const eventFacts = (item: Readonly<Record<string, unknown>>): EventFacts =>
  EventFacts.parse(decoded(item));
