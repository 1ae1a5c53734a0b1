import type { Attempt } from '../attempts/attempt.ts';
import type { EventFacts } from '../events/event-facts.dynamo.ts';
import { countingDestination } from '../events/recorded-event.ts';
import { type RollUpDeps, type RollupCounters, rollUp } from '../metrics/rollup-counters.ts';

/**
 * Counts an attempt that was just recorded. With the first attempt, also counts the events that no other
 * destination counts.
 *
 * @param writtenTopics the topics of those that the object has @default those of all
 */
export function countBatch(
  counters: RollupCounters,
  attempt: Attempt,
  events: readonly EventFacts[],
  writtenTopics: readonly string[] = events.map(({ topic }) => topic),
): void {
  counters.attempt(attempt);
  if (attempt.status === 'success') counters.deliveredEvents(attempt, writtenTopics);
  if (attempt.attempt_number !== 1) return;
  const counted = events.filter((event) => countingDestination(event) === attempt.destination_id);
  for (const [first, ...others] of Map.groupBy(counted, countedAs).values()) {
    if (first) counters.event(first, first.destination_ids, 1 + others.length);
  }
}

/** The key by which events of a batch are counted together: their minute, topic and destinations. */
const countedAs = ({ time, topic, destination_ids }: EventFacts): string =>
  JSON.stringify([time.slice(0, 'yyyy-mm-ddThh:mm'.length), topic, destination_ids]);

/** Timeout for counting a batch, in milliseconds: its events may have thousands of topics. */
const TIMEOUT_MS = 10_000;

/** Counts an attempt at a batch outside a run that collects counts, as {@link countBatch} does. */
export const rollUpBatch =
  (deps: RollUpDeps) =>
  (attempt: Attempt, events: readonly EventFacts[]): Promise<void> =>
    rollUp(deps, TIMEOUT_MS, (counters) => countBatch(counters, attempt, events));
