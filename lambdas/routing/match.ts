import type { Destination } from '../destinations/destination.ts';
import type { Publication } from '../events/read-event.ts';
import { documentOf } from './filter-document.ts';
import { filterMatches } from './filter-match.ts';
import { topicMatches } from './topic-match.ts';

/** Whether a destination wants an event: enabled, topic, filter, and no other is meant. */
export const wants = (destination: Destination, publication: Publication): boolean =>
  destination.disabled_at === null && wouldWant(destination, publication);

/** Whether a destination wants an event, or would if it were enabled. */
export const wouldWant = (
  { id, topics, filter }: Destination,
  { event, destination_id }: Publication,
): boolean =>
  (destination_id === undefined || destination_id === id) &&
  topicMatches(topics, event.topic) &&
  (filter === undefined || filterMatches(filter, documentOf(event)));
