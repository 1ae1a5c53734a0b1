import type { Kind, Values } from './kind.ts';
import { type Rollup, tupleOf } from './rollup.ts';

/** An attempt as far as it is counted. */
export interface CountedAttempt {
  readonly tenant_id: string;
  readonly topic: string;
  readonly destination_id: string;
  readonly destination_type: string;
  readonly status: string;
  readonly code: string;
  readonly manual: boolean;
  readonly attempt_number: number;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** An event as far as it is counted. */
interface CountedEvent {
  readonly tenant_id: string;
  readonly topic: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** Counts what a batch does, so that all that has the same values becomes one write. */
export class Tally {
  #rollups = new Map<string, Rollup & { readonly minutes: Map<number, number> }>();

  /**
   * Counts an attempt whose record was just made, and its event, if this is the attempt to count it
   * by: the first at the delivery that names all the event's destinations.
   */
  recorded(attempt: CountedAttempt, eventTime: string, matched?: readonly string[]): void {
    const { tenant_id, topic, attempt_number } = attempt;
    this.attempt(attempt);
    if (attempt_number === 1 && matched) this.event({ tenant_id, topic, time: eventTime }, matched);
  }

  /** Counts an attempt, for its tenant and for the platform. */
  attempt({ time, manual, attempt_number, ...attempt }: CountedAttempt): void {
    const { tenant_id, topic, destination_id, destination_type, status, code } = attempt;
    const told = { topic, destination_type, status, code };
    const values = { ...told, manual: String(manual), attempt_number: String(attempt_number) };
    this.#add('ATTEMPTS', time, { ...values, tenant_id, destination_id });
    this.#add('ATTEMPTS', time, values);
  }

  /** Counts an event, for its tenant and for the platform. */
  event({ time, tenant_id, topic }: CountedEvent, destinationIds: readonly string[]): void {
    this.#add('EVENTS', time, { tenant_id, topic }, [...new Set(destinationIds)].sort());
    this.#add('EVENTS', time, { topic });
  }

  /** All that was counted since the last call. */
  drain(): Rollup[] {
    const rollups = [...this.#rollups.values()];
    this.#rollups = new Map();
    return rollups;
  }

  #add(kind: Kind, time: string, values: Values, destinationIds?: readonly string[]): void {
    const hour = time.slice(0, 'yyyy-mm-ddThh'.length);
    const minute = Number(time.slice('yyyy-mm-ddThh:'.length, 'yyyy-mm-ddThh:mm'.length));
    const rollup = { kind, hour, values, destinationIds, minutes: new Map<number, number>() };
    const name = `${kind}#${hour}#${tupleOf(rollup)}`;
    const { minutes } = this.#rollups.get(name) ?? rollup;
    if (minutes === rollup.minutes) this.#rollups.set(name, rollup);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }
}
