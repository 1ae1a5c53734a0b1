import * as z from 'zod';
import { pageBody } from '../platform/http/pagination.ts';
import { JsonText } from '../platform/json/json.ts';
import { keyOfEvent, type OfEvent } from './event-item.dynamo.ts';
import type { EventStore } from './event-store.dynamo.ts';
import { type LargePayloadStore, type Missing, unavailableMessage } from './large-payload-store.ts';
import type { RecordedEvent } from './recorded-event.ts';

const data = z.instanceof(JsonText).meta({
  type: 'object',
  additionalProperties: true,
  description: 'The data exactly as published, byte for byte.',
});

const Summary = z.object({
  id: z.string(),
  tenant_id: z.string(),
  matched_destination_ids: z
    .array(z.string())
    .meta({ description: 'The destinations that matched the event when it was published.' }),
  topic: z.string().meta({ description: 'Empty if the event has no topic.' }),
  time: z.iso.datetime().meta({ description: 'The time of the event.' }),
  eligible_for_retry: z
    .boolean()
    .meta({ description: 'Whether failed deliveries are retried automatically.' }),
  metadata: z.record(z.string(), z.string()),
});

/** An event in an API response. */
export const EventBody = Summary.extend({ data }).meta({ id: 'Event' });
export type EventBody = z.output<typeof EventBody>;

/** An event in a list, or included in another resource such as an attempt. */
export const IncludedEvent = Summary.extend({
  data: data.optional(),
  data_unavailable: z.string().optional().meta({
    description:
      'Present instead of `data` if the data is in a bucket that is not connected to this stage. The text names the bucket; connect it with the setting `existingLargeEventsBucketName`.',
  }),
}).meta({ id: 'IncludedEvent' });
export type IncludedEvent = z.output<typeof IncludedEvent>;

/** A page of events in an API response. */
export const EventPage = pageBody(IncludedEvent).meta({ id: 'EventPage' });

/** Builds the API response body of an event. The data is the published text, byte for byte. */
export async function eventBody(
  eventData: LargePayloadStore,
  event: RecordedEvent,
): Promise<{ readonly kind: 'found'; readonly body: EventBody } | Missing> {
  const found = await eventData.read(event);
  if (found.kind !== 'found') return found;
  return { kind: 'found', body: { ...eventSummary(event), data: new JsonText(found.data) } };
}

/**
 * Builds the body of an event in a list, with its data or the reason why the data is unavailable.
 * One unavailable event does not fail the list. Returns undefined when the event has expired.
 */
export async function includedEvent(
  eventData: LargePayloadStore,
  event: RecordedEvent,
): Promise<IncludedEvent | undefined> {
  const found = await eventBody(eventData, event);
  switch (found.kind) {
    case 'found':
      return found.body;
    case 'unavailable':
      return { ...eventSummary(event), data_unavailable: unavailableMessage(found.bucket) };
    case 'expired':
      return undefined;
  }
}

/** Builds the body of an event without its data, which may be large. */
export const eventSummary = (event: RecordedEvent): z.output<typeof Summary> => ({
  id: event.id,
  tenant_id: event.tenant_id,
  matched_destination_ids: event.destination_ids,
  topic: event.topic,
  time: event.time,
  eligible_for_retry: event.eligible_for_retry,
  metadata: event.metadata,
});

/**
 * Returns one function per item of `of`, in order, that resolves to the item's event, or to
 * undefined when the event has expired. Each function reads its event's data when called, because
 * the data of many events may be large.
 */
export async function eventBodies(
  store: EventStore,
  eventData: LargePayloadStore,
  of: readonly OfEvent[],
  withData: boolean,
): Promise<(() => Promise<IncludedEvent | undefined>)[]> {
  const events = await store.getAll(of.map(keyOfEvent));
  return events.map((event) => async () => {
    if (!event) return undefined;
    return withData ? includedEvent(eventData, event) : eventSummary(event);
  });
}
