import type { StageSettings } from './rig/environment.ts';
import type { Rig } from './rig/rig.ts';

/** Something somebody does, or time that goes by. Cut short between two runs, it is done again. */
export type Step = (rig: Rig) => Promise<void>;

/** A delivery that a scenario is to come to. */
export interface Awaited {
  readonly event_id: string;
  readonly destination_id: string;
  readonly bucket: string;
  /** The body of the object, to the letter. */
  readonly body: string;
  /** The codes of attempts with which it may end: `OK`, or one by which it is given up. */
  readonly ends: readonly ('OK' | 'expired' | 'cancelled')[];
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
}
