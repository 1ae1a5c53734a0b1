import type { Latencies } from './latencies.ts';

/** Events are counted by their own time, attempts by the time of the attempt. */
export type Kind = 'EVENTS' | 'ATTEMPTS';

/** The dimensions of events, as in Outpost. */
export const EVENT_DIMENSIONS = ['tenant_id', 'topic', 'destination_id'] as const;

/** The dimensions of attempts, as in Outpost. */
export const ATTEMPT_DIMENSIONS = [
  ...EVENT_DIMENSIONS,
  'destination_type',
  'status',
  'code',
  'manual',
  'attempt_number',
] as const;

export type Dimension = (typeof ATTEMPT_DIMENSIONS)[number];

/** Dimension values, as text. */
export type Values = Readonly<Partial<Record<Dimension, string>>>;

/** Reads the dimension values from the attributes of an item or row. */
export function valuesIn(attributes: Readonly<Record<string, unknown>>): Values {
  const values: Partial<Record<Dimension, string>> = {};
  for (const dimension of ATTEMPT_DIMENSIONS) {
    const value = attributes[dimension];
    if (value !== undefined) values[dimension] = String(value);
  }
  return values;
}

/** Counts of events or attempts with the same dimension values. */
export interface Sample {
  readonly values: Values;
  /** For events: all matched destinations. */
  readonly destinationIds?: readonly string[] | undefined;
  readonly counts: Iterable<Count>;
}

/** A count at a time, or within the minute or hour that begins then. */
export interface Count {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly count: number;
  /** The endpoint latencies of these attempts, if known and requested. */
  readonly latencies?: Latencies | undefined;
}

/** Receives samples one by one. Returns false to stop. */
export type Take = (sample: Sample) => boolean;
