import type { Destination } from '../destinations/destination.ts';
import type { Event, KeptEvent } from '../events/event.ts';
import type { EventData } from '../events/event-data.ts';
import type { Publication } from '../events/read-event.ts';
import { documentOf } from './filter-document.ts';
import { filterMatches } from './filter-match.ts';
import { topicMatches } from './topic-match.ts';

/** Whether a destination wants an event; `undecided` when its filter takes too many steps to tell. */
type Wants = boolean | 'undecided';

/**
 * Whether a destination wants an event, or would if it were enabled: topic, filter, and no other is
 * meant.
 */
export function wouldWant(destination: Destination, { event, destination_id }: Publication): Wants {
  const isMeant = destination_id === undefined || destination_id === destination.id;
  return isMeant && topicMatches(destination.topics, event.topic) && passes(destination, event);
}

/**
 * The same of an event on record, whoever it was meant for; undefined when its data has expired. That
 * is read only when there is a filter.
 */
export async function wouldWantRecorded(
  eventData: EventData,
  destination: Destination,
  event: KeptEvent,
): Promise<Wants | undefined> {
  if (!topicMatches(destination.topics, event.topic)) return false;
  if (destination.filter === undefined) return true;
  return eventData.lend(event, (data) => passes(destination, { ...event, data }));
}

const passes = ({ filter }: Destination, event: Event): Wants =>
  filter === undefined || (filterMatches(filter, documentOf(event)) ?? 'undecided');
