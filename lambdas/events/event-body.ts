import { z } from 'zod';
import { JsonText } from '../runtime/json.ts';
import { pageBody } from '../runtime/page-body.ts';
import { type EventLog, eventKey, type RecordedEvent } from './event-log.dynamo.ts';

const data = z.instanceof(JsonText).meta({
  type: 'object',
  additionalProperties: true,
  description: 'As it was published, to the letter.',
});

const Summary = z.object({
  id: z.string(),
  tenant_id: z.string(),
  matched_destination_ids: z
    .array(z.string())
    .meta({ description: 'The destinations that wanted it when it was published.' }),
  topic: z.string().meta({ description: 'Empty when it has none.' }),
  time: z.iso.datetime().meta({ description: 'When it happened.' }),
  eligible_for_retry: z
    .boolean()
    .meta({ description: 'Whether a failed delivery is tried again by itself.' }),
  metadata: z.record(z.string(), z.string()),
});

/** The event as the API shows it. */
export const EventBody = Summary.extend({ data }).meta({ id: 'Event' });
export type EventBody = z.output<typeof EventBody>;

/** The events as the API lists them. */
export const EventPage = pageBody(EventBody).meta({ id: 'EventPage' });

/** The event as it is shown with something of it, such as an attempt. */
export const IncludedEvent = Summary.extend({ data: data.optional() }).meta({
  id: 'IncludedEvent',
});
export type IncludedEvent = z.output<typeof IncludedEvent>;

/** The event as the API shows it; its data is the text that was published. */
export const eventBody = (event: RecordedEvent): EventBody => ({
  ...eventSummary(event),
  data: new JsonText(event.data),
});

const eventSummary = (event: RecordedEvent): z.output<typeof Summary> => ({
  id: event.id,
  tenant_id: event.tenant_id,
  matched_destination_ids: event.destination_ids,
  topic: event.topic,
  time: event.time,
  eligible_for_retry: event.eligible_for_retry,
  metadata: event.metadata,
});

/** Something that belongs to an event, such as an attempt. */
interface OfEvent {
  readonly tenant_id: string;
  readonly event_id: string;
}

/** The events that `of` belong to, in that order; undefined where one has expired. */
export async function eventBodies(
  log: EventLog,
  of: readonly OfEvent[],
  withData: boolean,
): Promise<(IncludedEvent | undefined)[]> {
  const events = await log.at(of.map(({ tenant_id, event_id }) => eventKey(tenant_id, event_id)));
  return events.map((event) => event && (withData ? eventBody(event) : eventSummary(event)));
}
