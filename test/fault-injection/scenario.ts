import type { StageSettings } from './harness/environment.ts';
import type { Rig } from './harness/rig.ts';

/** Something somebody does, or time that goes by. Cut short between two runs, it is done again. */
export type Step = (rig: Rig) => Promise<void>;

/** A delivery that a scenario is to come to. */
export interface Awaited {
  readonly tenant_id: string;
  readonly event_id: string;
  readonly destination_id: string;
  readonly bucket: string;
  /** The body of the object, to the letter. */
  readonly body: string;
  /** The codes of attempts with which it may end: `OK`, or one by which it is given up. */
  readonly ends: readonly ('OK' | 'expired' | 'cancelled')[];
  /** Attempts after which one that has failed is tried no more. @default it is tried for ever */
  readonly tries?: number;
}

/** What a bulk retry is to come to, however often it had to be asked for. */
interface AwaitedRetry {
  readonly ends: 'completed' | 'cancelled';
  /** Failed deliveries that it comes upon when nothing goes wrong: the awaited ones, and these. */
  readonly skipped: number;
}

/** What an erasure is to come to: nothing is left of the tenant but the events that are awaited. */
interface AwaitedErasure {
  readonly tenant_id: string;
  /** Deleted when nothing goes wrong. */
  readonly events: number;
  readonly attempts: number;
}

/** A piece of Waybill's work, from its beginning to its end. */
export interface Scenario {
  readonly name: string;
  /** @default a stage's defaults */
  readonly settings?: StageSettings;
  /** What has happened before, and nothing goes wrong. */
  readonly given: readonly Step[];
  /** What happens, in which everything goes wrong once. */
  readonly steps: readonly Step[];
  readonly awaited: readonly Awaited[];
  /** The bodies of messages that nobody can read. @default none */
  readonly unreadable?: readonly string[];
  /** @default none is asked for */
  readonly retry?: AwaitedRetry;
  /** @default none is asked for */
  readonly erasure?: AwaitedErasure;
  /**
   * The alerts that operators are told, by the ends of their topics; of failures in a row, by their
   * percent. @default operators are told nothing
   */
  readonly told?: readonly string[];
  /** A call without which it would not be what it says. @default none */
  readonly by?: string;
}
