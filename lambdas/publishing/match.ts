import type { Destination } from '../destinations/destination.ts';
import type { KeptEvent } from '../events/event.ts';
import type { LargePayloadStore, Missing } from '../events/large-payload-store.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { decide, type Wants } from './decide.ts';
import type { Publication } from './parse-event.ts';
import { topicMatches } from './topic-match.ts';

/**
 * Decides which of a tenant's destinations want an event, regardless of whether they are enabled. A
 * destination wants an event that matches its topics and its filter and names no other destination.
 * A destination that is absent from the result does not want the event.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export const wantedBy = (
  destinations: readonly Destination[],
  { event, destination_id }: Publication,
  work: WorkLimit,
): Promise<ReadonlyMap<string, Wants>> =>
  decide(
    destinations.filter(
      ({ id, topics }) =>
        (destination_id === undefined || destination_id === id) &&
        topicMatches(topics, event.topic),
    ),
    event,
    work,
  );

/**
 * Decides whether one destination wants a recorded event, ignoring the destination that the event
 * names. Reads the event's data only when the destination has a filter, and returns the reason when
 * the data is missing.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export async function matchesRecordedEvent(
  eventData: LargePayloadStore,
  destination: Destination,
  event: KeptEvent,
  work: WorkLimit,
): Promise<Wants | Missing> {
  if (!topicMatches(destination.topics, event.topic)) return false;
  if (destination.filter === undefined) return true;
  const lent = await eventData.withData(event, (data) =>
    decide([destination], { ...event, data }, work),
  );
  return lent.kind === 'with_data' ? (lent.result.get(destination.id) ?? false) : lent;
}
