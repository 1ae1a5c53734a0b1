import type { Destination } from '../destinations/destination.ts';
import type { Publication } from '../events/read-event.ts';
import { documentOf } from './filter-document.ts';
import { filterMatches } from './filter-match.ts';
import { topicMatches } from './topic-match.ts';

/** Whether a destination wants an event: enabled, topic, filter, and no other is meant. */
export const wants = (
  { id, topics, filter, disabled_at }: Destination,
  { event, destination_id }: Publication,
): boolean =>
  disabled_at === null &&
  (destination_id === undefined || destination_id === id) &&
  topicMatches(topics, event.topic) &&
  (filter === undefined || filterMatches(filter, documentOf(event)));
