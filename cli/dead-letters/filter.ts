import { ageOf, type DeadLetter } from './dead-letter.ts';

/** Selects dead letters that match all fields. An empty list matches any. */
export interface Filter {
  readonly tenants: readonly string[];
  readonly events: readonly string[];
  readonly destinations: readonly string[];
  /** The original or the current message id. */
  readonly ids: readonly string[];
  /** Substrings of causes, case-insensitive. */
  readonly causes: readonly string[];
  /** Seconds. */
  readonly olderThan: number | undefined;
  /** Seconds. */
  readonly newerThan: number | undefined;
}

export function matchesFilter(filter: Filter, deadLetter: DeadLetter, now: Date): boolean {
  const { subject, original, deadLetterId } = deadLetter;
  const cause = deadLetter.cause.toLowerCase();
  return (
    isAmong(filter.tenants, subject.tenant_id) &&
    isAmong(filter.events, subject.event_id) &&
    isAmong(filter.destinations, subject.destination_id) &&
    (isAmong(filter.ids, original.original_message_id) || isAmong(filter.ids, deadLetterId)) &&
    (filter.causes.length === 0 ||
      filter.causes.some((part) => cause.includes(part.toLowerCase()))) &&
    isOfAge(filter, ageOf(deadLetter, now))
  );
}

const isAmong = (accepted: readonly string[], id: string | undefined): boolean =>
  accepted.length === 0 || (id !== undefined && accepted.includes(id));

const isOfAge = ({ olderThan = 0, newerThan = Infinity }: Filter, age: number): boolean =>
  (olderThan === 0 || age > olderThan) && age < newerThan;
