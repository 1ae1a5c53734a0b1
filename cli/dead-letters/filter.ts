import { ageOf, type DeadLetter } from './dead-letter.ts';

/** Which letters are meant: those for which all of it holds. An empty list asks for nothing. */
export interface Filter {
  readonly tenants: readonly string[];
  readonly events: readonly string[];
  readonly destinations: readonly string[];
  /** Letters by the id they have, or had when they were first sent. */
  readonly ids: readonly string[];
  /** Parts of causes, in any letter case. */
  readonly causes: readonly string[];
  /** Seconds. */
  readonly olderThan: number | undefined;
  /** Seconds. */
  readonly newerThan: number | undefined;
}

/** Whether a letter is meant. */
export function isMeant(filter: Filter, letter: DeadLetter, now: Date): boolean {
  const { subject, first, letterId } = letter;
  const cause = letter.cause.toLowerCase();
  return (
    isAmong(filter.tenants, subject.tenant_id) &&
    isAmong(filter.events, subject.event_id) &&
    isAmong(filter.destinations, subject.destination_id) &&
    (isAmong(filter.ids, first.message_id) || isAmong(filter.ids, letterId)) &&
    (filter.causes.length === 0 ||
      filter.causes.some((part) => cause.includes(part.toLowerCase()))) &&
    isOfAge(filter, ageOf(letter, now))
  );
}

const isAmong = (meant: readonly string[], id: string | undefined): boolean =>
  meant.length === 0 || (id !== undefined && meant.includes(id));

const isOfAge = ({ olderThan = 0, newerThan = Infinity }: Filter, age: number): boolean =>
  (olderThan === 0 || age > olderThan) && age < newerThan;
