import type { Destination } from '../destinations/destination.ts';
import type { KeptEvent } from '../events/event.ts';
import type { LargePayloadStore, Missing } from '../events/large-payload-store.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { decide, type Wants } from './decide.ts';
import type { Publication } from './parse-event.ts';
import { topicMatches } from './topic-match.ts';

/**
 * Whether each of a tenant's destinations wants an event, or would if it were enabled: topic, filter,
 * and no other is meant. Those that are not in the answer do not.
 *
 * @throws OverWorkLimit when the tenant has used up what this instance may compute for it for now
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
 * The same of one destination and an event on record, whoever it was meant for, or why its data
 * is missing. That is read only when there is a filter.
 *
 * @throws OverWorkLimit when the tenant has used up what this instance may compute for it for now
 */
export async function matchesRecordedEvent(
  eventData: LargePayloadStore,
  destination: Destination,
  event: KeptEvent,
  work: WorkLimit,
): Promise<Wants | Missing> {
  if (!topicMatches(destination.topics, event.topic)) return false;
  if (destination.filter === undefined) return true;
  const lent = await eventData.lend(event, (data) =>
    decide([destination], { ...event, data }, work),
  );
  return lent.kind === 'lent' ? (lent.result.get(destination.id) ?? false) : lent;
}
