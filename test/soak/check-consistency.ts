import { destinationsOf, eventAt, type PlannedEvent } from './plan.ts';
import type { AttemptRow, Recorded } from './recorded.ts';
import type { StoredObjects } from './stored-objects.ts';

/** The maximum number of reported errors of each kind. */
const MAX_REPORTED = 20;

/** The result of the consistency check at the end of a run. */
export interface ConsistencyReport {
  /** All errors; empty when the check succeeds. */
  readonly violations: readonly string[];
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
}

/** The errors by kind. */
class Violations {
  readonly #byKind = new Map<string, string[]>();

  add(kind: string, what: string): void {
    const found = this.#byKind.get(kind) ?? [];
    found.push(what);
    this.#byKind.set(kind, found);
  }

  lines(): readonly string[] {
    return [...this.#byKind].flatMap(([kind, found]) => [
      `${kind}, ${found.length} times:`,
      ...found.slice(0, MAX_REPORTED).map((what) => `  ${what}`),
    ]);
  }
}

/** An expected delivery. */
interface Wanted {
  readonly event: PlannedEvent;
  readonly bucket: string;
}

/**
 * Compares the accepted events, numbered from 0, with the buckets and the records.
 *
 * @param destinations ids of the destinations, by their buckets
 */
export const checkConsistency = (
  events: number,
  stored: StoredObjects,
  recorded: Recorded,
  destinations: ReadonlyMap<string, string>,
): ConsistencyReport => {
  const violations = new Violations();
  const planned = Array.from({ length: events }, (_, number) => eventAt(number));
  const wanted = planned.flatMap((event) =>
    destinationsOf(event).map(({ bucket }) => ({ event, bucket })),
  );
  compareObjects(wanted, stored, violations);
  compareEvents(planned, recorded.events, violations);
  compareAttempts(wanted, attemptsByEvent(recorded.attempts, stored), destinations, violations);
  for (const what of recorded.leftOver) violations.add('left over', what);
  const { length: deliveries } = wanted;
  return { violations: violations.lines(), events, deliveries, attempts: recorded.attempts.length };
};

/**
 * Checks that every event is in each bucket that matches it, under one key and as published, and in
 * no other.
 */
const compareObjects = (
  wanted: readonly Wanted[],
  stored: StoredObjects,
  violations: Violations,
): void => {
  for (const what of stored.violations) violations.add('should not have been stored', what);
  for (const { event, bucket } of wanted) {
    const keys = stored.keysOf(bucket, event.id);
    if (keys.length === 0) violations.add('lost', `${event.id} is not in ${bucket}`);
    if (keys.length > 1)
      violations.add('duplicated', `${event.id} is in ${bucket} as ${keys.join(', ')}`);
  }
  if (stored.objects !== wanted.length)
    violations.add('miscounted', `${stored.objects} objects of ${wanted.length} deliveries`);
};

/** Checks that every event is recorded once. */
const compareEvents = (
  planned: readonly PlannedEvent[],
  listed: readonly string[],
  violations: Violations,
): void => {
  const ids = new Set(listed);
  for (const { id } of planned) if (!ids.has(id)) violations.add('not recorded', id);
  if (listed.length !== planned.length)
    violations.add('miscounted', `${listed.length} events listed of ${planned.length}`);
};

/** Replaces the attempts at a batch by those of its events. A batch of duplicates has none. */
const attemptsByEvent = (attempts: readonly AttemptRow[], stored: StoredObjects): AttemptRow[] =>
  attempts.flatMap((attempt) => {
    if (attempt.batch === undefined) return attempt;
    if (attempt.batch.events === 0) return [];
    const ids = stored.eventsOf(attempt.event_id) ?? [attempt.event_id];
    return ids.map((event_id) => ({ ...attempt, event_id }));
  });

/**
 * Checks that the attempts of every delivery are numbered without a gap and only the last one
 * succeeded.
 */
const compareAttempts = (
  wanted: readonly Wanted[],
  attempts: readonly AttemptRow[],
  destinations: ReadonlyMap<string, string>,
  violations: Violations,
): void => {
  const made = Map.groupBy(attempts, (one) => `${one.event_id} ${one.destination_id}`);
  for (const { event, bucket } of wanted) {
    const delivery = `${event.id} ${destinations.get(bucket)}`;
    compareDelivery(delivery, made.get(delivery) ?? [], violations);
    made.delete(delivery);
  }
  for (const delivery of made.keys()) violations.add('attempted without a match', delivery);
};

const isSuccess = ({ status }: AttemptRow): boolean => status === 'success';

const compareDelivery = (
  delivery: string,
  attempts: readonly AttemptRow[],
  violations: Violations,
): void => {
  const inOrder = attempts.toSorted((a, b) => a.attempt_number - b.attempt_number);
  const found = inOrder.map((one) => `${one.attempt_number} ${one.status}`).join(', ');
  if (inOrder.some((one, place) => one.attempt_number !== place + 1))
    violations.add('misnumbered', `${delivery}: ${found}`);
  if (inOrder.length === 0 || inOrder.findIndex(isSuccess) !== inOrder.length - 1)
    violations.add('does not end with its only success', `${delivery}: ${found}`);
};
