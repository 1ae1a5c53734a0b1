import type { Destination } from '../destinations/destination.ts';
import type { Event, KeptEvent } from '../events/event.ts';
import type { EventData } from '../events/event-data.ts';
import type { Publication } from '../events/read-event.ts';
import { documentOf } from './filter-document.ts';
import { filterMatches } from './filter-match.ts';
import { topicMatches } from './topic-match.ts';

/**
 * Whether a destination wants an event, or would if it were enabled: topic, filter, and no other is
 * meant.
 */
export const wouldWant = (
  destination: Destination,
  { event, destination_id }: Publication,
): boolean =>
  (destination_id === undefined || destination_id === destination.id) &&
  topicMatches(destination.topics, event.topic) &&
  passes(destination, event);

/**
 * The same of an event on record, whoever it was meant for; undefined when its data has expired. That
 * is read only when there is a filter.
 */
export async function wouldWantRecorded(
  eventData: EventData,
  destination: Destination,
  event: KeptEvent,
): Promise<boolean | undefined> {
  if (!topicMatches(destination.topics, event.topic)) return false;
  if (destination.filter === undefined) return true;
  return eventData.lend(event, (data) => passes(destination, { ...event, data }));
}

const passes = ({ filter }: Destination, event: Event): boolean =>
  filter === undefined || filterMatches(filter, documentOf(event));
