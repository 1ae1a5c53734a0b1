import { z } from 'zod';
import { pageBody } from '../platform/http/page-body.ts';
import { JsonText } from '../platform/json/json.ts';
import {
  type EventStore,
  keyOfEvent,
  type OfEvent,
  type RecordedEvent,
} from './event-store.dynamo.ts';
import { type LargePayloadStore, type Missing, unavailableIn } from './large-payload-store.ts';

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

/** The event as it is shown in a list, or with something of it, such as an attempt. */
export const IncludedEvent = Summary.extend({
  data: data.optional(),
  data_unavailable: z.string().optional().meta({
    description:
      'Why there is no `data`, when that is in a bucket which is not connected to this stage. The text names the bucket; connect it with the setting `largeEventsBucket`.',
  }),
}).meta({ id: 'IncludedEvent' });
export type IncludedEvent = z.output<typeof IncludedEvent>;

/** The events as the API lists them. */
export const EventPage = pageBody(IncludedEvent).meta({ id: 'EventPage' });

/** The event as the API shows it; its data is the text that was published. */
export async function eventBody(
  eventData: LargePayloadStore,
  event: RecordedEvent,
): Promise<{ readonly kind: 'found'; readonly body: EventBody } | Missing> {
  const found = await eventData.of(event);
  if (found.kind !== 'found') return found;
  return { kind: 'found', body: { ...eventSummary(event), data: new JsonText(found.data) } };
}

/**
 * The event among others, with its data, or with the reason why that cannot be read: one event does
 * not keep a list from being shown. Undefined when it has expired.
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
      return { ...eventSummary(event), data_unavailable: unavailableIn(found.bucket) };
    case 'expired':
      return undefined;
  }
}

const eventSummary = (event: RecordedEvent): z.output<typeof Summary> => ({
  id: event.id,
  tenant_id: event.tenant_id,
  matched_destination_ids: event.destination_ids,
  topic: event.topic,
  time: event.time,
  eligible_for_retry: event.eligible_for_retry,
  metadata: event.metadata,
});

/**
 * What reads the events that `of` belong to, in that order; undefined when one has expired. The data of
 * each is read when it is asked for: of many, it may be large.
 */
export async function eventBodies(
  log: EventStore,
  eventData: LargePayloadStore,
  of: readonly OfEvent[],
  withData: boolean,
): Promise<(() => Promise<IncludedEvent | undefined>)[]> {
  const events = await log.at(of.map(keyOfEvent));
  return events.map((event) => async () => {
    if (!event) return undefined;
    return withData ? includedEvent(eventData, event) : eventSummary(event);
  });
}
