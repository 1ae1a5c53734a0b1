import type { Ledger } from './ledger.ts';
import { destinationsOf, eventAt, type PlannedEvent } from './plan.ts';
import type { AttemptRow, Recorded } from './recorded.ts';

/** The maximum number of reported errors of each kind. */
const MOST_TOLD = 20;

/** The result of the consistency check at the end of a run. */
export interface Balance {
  /** All errors; empty when the check succeeds. */
  readonly faults: readonly string[];
  readonly events: number;
  readonly deliveries: number;
  readonly attempts: number;
}

/** The errors by kind. */
class Faults {
  readonly #sorts = new Map<string, string[]>();

  add(sort: string, what: string): void {
    const told = this.#sorts.get(sort) ?? [];
    told.push(what);
    this.#sorts.set(sort, told);
  }

  lines(): readonly string[] {
    return [...this.#sorts].flatMap(([sort, told]) => [
      `${sort}, ${told.length} times:`,
      ...told.slice(0, MOST_TOLD).map((what) => `  ${what}`),
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
export const balanceOf = (
  events: number,
  ledger: Ledger,
  recorded: Recorded,
  destinations: ReadonlyMap<string, string>,
): Balance => {
  const faults = new Faults();
  const planned = Array.from({ length: events }, (_, number) => eventAt(number));
  const wanted = planned.flatMap((event) =>
    destinationsOf(event).map(({ bucket }) => ({ event, bucket })),
  );
  compareObjects(wanted, ledger, faults);
  compareEvents(planned, recorded.events, faults);
  compareAttempts(wanted, recorded.attempts, destinations, faults);
  for (const what of recorded.leftOver) faults.add('left over', what);
  const { length: deliveries } = wanted;
  return { faults: faults.lines(), events, deliveries, attempts: recorded.attempts.length };
};

/**
 * Checks that every event is in each bucket that matches it, under one key and as published, and in
 * no other.
 */
const compareObjects = (wanted: readonly Wanted[], ledger: Ledger, faults: Faults): void => {
  for (const what of ledger.faults) faults.add('should not have been stored', what);
  for (const { event, bucket } of wanted) {
    const keys = ledger.keysOf(bucket, event.id);
    if (keys.length === 0) faults.add('lost', `${event.id} is not in ${bucket}`);
    if (keys.length > 1) faults.add('doubled', `${event.id} is in ${bucket} as ${keys.join(', ')}`);
  }
  if (ledger.objects !== wanted.length)
    faults.add('miscounted', `${ledger.objects} objects of ${wanted.length} deliveries`);
};

/** Checks that every event is recorded once. */
const compareEvents = (
  planned: readonly PlannedEvent[],
  listed: readonly string[],
  faults: Faults,
): void => {
  const ids = new Set(listed);
  for (const { id } of planned) if (!ids.has(id)) faults.add('not recorded', id);
  if (listed.length !== planned.length)
    faults.add('miscounted', `${listed.length} events listed of ${planned.length}`);
};

/**
 * Checks that the attempts of every delivery are numbered without a gap and only the last one
 * succeeded.
 */
const compareAttempts = (
  wanted: readonly Wanted[],
  attempts: readonly AttemptRow[],
  destinations: ReadonlyMap<string, string>,
  faults: Faults,
): void => {
  const made = Map.groupBy(attempts, (one) => `${one.event_id} ${one.destination_id}`);
  for (const { event, bucket } of wanted) {
    const delivery = `${event.id} ${destinations.get(bucket)}`;
    compareDelivery(delivery, made.get(delivery) ?? [], faults);
    made.delete(delivery);
  }
  for (const delivery of made.keys()) faults.add('attempted for nobody', delivery);
};

const isSuccess = ({ status }: AttemptRow): boolean => status === 'success';

const compareDelivery = (
  delivery: string,
  attempts: readonly AttemptRow[],
  faults: Faults,
): void => {
  const inOrder = attempts.toSorted((a, b) => a.attempt_number - b.attempt_number);
  const told = inOrder.map((one) => `${one.attempt_number} ${one.status}`).join(', ');
  if (inOrder.some((one, place) => one.attempt_number !== place + 1))
    faults.add('misnumbered', `${delivery}: ${told}`);
  if (inOrder.length === 0 || inOrder.findIndex(isSuccess) !== inOrder.length - 1)
    faults.add('not ended by its one success', `${delivery}: ${told}`);
};
