import type {
  DeliveryResult,
  DestinationTarget,
  ObjectTarget,
  Settings,
  WritableEvent,
  WriterSettings,
} from './destination-type.ts';

/** The batch in which a destination collects an event. */
export interface Placement {
  /** Events of one partition are in one object. Event time and data decide it, never the clock. */
  readonly partition: string;
  /** The limits at which a batch is closed. */
  readonly limits: {
    readonly events: number;
    /** The size of the events as JSON, before encoding. */
    readonly bytes: number;
    readonly seconds: number;
  };
  /** The steps of the tenant's computation budget that the placement took. */
  readonly steps: number;
}

/** The limits of a batch when a config has none. */
export const DEFAULT_BATCH_LIMITS = {
  events: 10_000,
  bytes: 33_554_432,
  seconds: 900,
} as const satisfies Placement['limits'];

/**
 * Decides where a destination that receives batches collects an event. `undecided` means that the config
 * exceeded its step budget for this event.
 */
export type Place = (
  event: WritableEvent,
  destination: ObjectTarget,
) => Promise<Placement | 'undecided'>;

/** The parts of a batch that a destination type needs to write it. */
export interface WritableBatch {
  readonly id: string;
  readonly partition: string;
  /** When the first event was collected, RFC 3339 in UTC. */
  readonly opened_at: string;
  /** At least one, sorted by time and id. */
  readonly events: readonly WritableEvent[];
}

/** How an attempt writes a batch. */
export interface WriteOptions {
  /**
   * Whether to replace the object of an earlier attempt. Otherwise the object is kept, if the store
   * supports conditional writes.
   */
  readonly mayReplace: boolean;
  /** Settles how the batch is stored at a place (its key, for example) before it is written there. */
  readonly settle: (place: string, chosen: Settings) => Promise<Settled>;
}

/** How a batch is stored at a place. */
interface Settled {
  /** The choice of the first attempt at that place. */
  readonly storedAs: Settings;
  /**
   * Whether an earlier attempt may have written events that have expired since. If the store does not
   * support conditional writes, the batch must then not be written.
   */
  readonly mayHaveExpiredEvents: boolean;
}

/** The part of a destination type that writes batches. */
export interface BatchWriter {
  /**
   * Writes a batch as one object, like {@link Writer.write}. Writing it twice has the same result as
   * writing it once.
   */
  write(
    batch: WritableBatch,
    destination: DestinationTarget,
    options: WriteOptions,
    signal: AbortSignal,
  ): Promise<DeliveryResult>;
}

/** The object that would be written for the events of one partition. */
export interface PreviewedBatch {
  readonly partition: string;
  /** The name or path of the object in the destination. */
  readonly location: string;
  /** As they would be sent. Names are lower-case. */
  readonly headers: Settings;
  /** The metadata that the destination stores with the body. */
  readonly metadata: Settings;
  readonly events: number;
  /** The first events, as JSON texts. */
  readonly rows: readonly string[];
  /** The size of the body as it would be stored. */
  readonly bytes: number;
}

/**
 * The objects that would be written for events in batches, or the reason why none would be, as a sentence.
 */
export type BatchPreview =
  | { readonly batches: readonly PreviewedBatch[] }
  | { readonly error: string };

/**
 * Returns what the type's writer of batches would write for events, without writing it.
 *
 * @param openedAt when the batches are opened, RFC 3339 in UTC
 */
export type PreviewBatches = (
  events: readonly WritableEvent[],
  destination: ObjectTarget,
  settings: WriterSettings,
  openedAt: string,
) => Promise<BatchPreview>;
