import * as z from 'zod';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { own } from '../platform/json/json.ts';
import { StoredEvent } from './event.ts';

/** An event in the event store, with the destinations that matched when it was accepted. */
export const RecordedEvent = StoredEvent.and(
  z.object({
    destination_ids: z.array(z.string()),
    /** The incarnations of `destination_ids`, in the same order; an empty string means none. */
    destination_incarnations: z.array(z.string()).optional(),
    /** The destinations among them whose filters exceeded the step budget. */
    undecided_ids: z.array(z.string()).optional(),
    /** The destinations among them whose partitions exceeded the step budget. */
    unplaced_ids: z.array(z.string()).optional(),
    /**
     * The partitions in which the destinations that receive batches collect the event, by destination.
     * Later changes of the destination do not move the event.
     */
    batches: z.record(z.string(), z.string()).optional(),
    /** RFC 3339 in UTC, with milliseconds. Empty in records of versions that did not keep it. */
    accepted_at: z.string().default(''),
    position: z.string(),
  }),
);
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** Returns the event without the fields of its record, as it is sent. */
export const toStoredEvent = ({
  destination_ids: _destinations,
  destination_incarnations: _incarnations,
  undecided_ids: _undecided,
  unplaced_ids: _unplaced,
  batches: _batches,
  accepted_at: _acceptedAt,
  position: _position,
  ...event
}: RecordedEvent): StoredEvent => event;

/** The destinations recorded with an event. */
export type MatchRecord = Pick<
  RecordedEvent,
  'destination_ids' | 'destination_incarnations' | 'undecided_ids' | 'unplaced_ids' | 'batches'
>;

/** Returns the incarnation of a destination that matched the event; undefined if it has none. */
export function matchedIncarnation(
  { destination_ids, destination_incarnations = [] }: MatchRecord,
  destinationId: string,
): Incarnation {
  return destination_incarnations[destination_ids.indexOf(destinationId)] || undefined;
}

/**
 * Returns the partition in which a destination collects the event; undefined for a destination that
 * receives it as an object of its own.
 */
export const batchPartition = (
  { batches }: MatchRecord,
  destinationId: string,
): string | undefined => batches && own(batches, destinationId);

/**
 * Returns the destination whose first attempt counts the event: the first one that receives it as an
 * object of its own, or else the first one.
 */
export const countingDestination = (matched: MatchRecord): string | undefined =>
  matched.destination_ids.find((id) => batchPartition(matched, id) === undefined) ??
  matched.destination_ids[0];
