import { JsonText } from '../runtime/json.ts';
import { type EventLog, eventKey, type RecordedEvent } from './event-log.dynamo.ts';

/** The event as the API shows it; its data is the text that was published. */
export const eventBody = (event: RecordedEvent) => ({
  ...eventSummary(event),
  data: new JsonText(event.data),
});

const eventSummary = (event: RecordedEvent) => ({
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
export async function eventBodies(log: EventLog, of: readonly OfEvent[], withData: boolean) {
  const events = await log.at(of.map(({ tenant_id, event_id }) => eventKey(tenant_id, event_id)));
  return events.map((event) => event && (withData ? eventBody(event) : eventSummary(event)));
}
