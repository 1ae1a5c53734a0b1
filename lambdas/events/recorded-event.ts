import * as z from 'zod';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { KeptEvent } from './event.ts';

/** An event in the event store, with the destinations that matched when it was accepted. */
export const RecordedEvent = KeptEvent.and(
  z.object({
    destination_ids: z.array(z.string()),
    /** The incarnations of `destination_ids`, in the same order; an empty string means none. */
    destination_incarnations: z.array(z.string()).optional(),
    /** The destinations among them whose filters exceeded the step budget. */
    undecided_ids: z.array(z.string()).optional(),
    position: z.string(),
  }),
);
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** Returns the event without the fields of its record, as it is sent. */
export const eventIn = ({
  destination_ids: _destinations,
  destination_incarnations: _incarnations,
  undecided_ids: _undecided,
  position: _position,
  ...event
}: RecordedEvent): KeptEvent => event;

/** The destinations recorded with an event. */
export type Matched = Pick<
  RecordedEvent,
  'destination_ids' | 'destination_incarnations' | 'undecided_ids'
>;

/** Returns the incarnation of a destination that matched the event; undefined if it has none. */
export function matchedIncarnation(
  { destination_ids, destination_incarnations = [] }: Matched,
  destinationId: string,
): Incarnation {
  return destination_incarnations[destination_ids.indexOf(destinationId)] || undefined;
}
