import type { Latencies } from './latencies.ts';

/** What can be counted: events, by their own time, or attempts, by the time they were made. */
export type Kind = 'EVENTS' | 'ATTEMPTS';

/** What events can be told apart by, as in Outpost. */
export const EVENT_DIMENSIONS = ['tenant_id', 'topic', 'destination_id'] as const;

/** What attempts can be told apart by, as in Outpost. */
export const ATTEMPT_DIMENSIONS = [
  ...EVENT_DIMENSIONS,
  'destination_type',
  'status',
  'code',
  'manual',
  'attempt_number',
] as const;

export type Dimension = (typeof ATTEMPT_DIMENSIONS)[number];

/** What something that was counted has for each dimension, as text. */
export type Values = Readonly<Partial<Record<Dimension, string>>>;

/** The values among the attributes of an item or a row. */
export function valuesIn(attributes: Readonly<Record<string, unknown>>): Values {
  const values: Partial<Record<Dimension, string>> = {};
  for (const dimension of ATTEMPT_DIMENSIONS) {
    const value = attributes[dimension];
    if (value !== undefined) values[dimension] = String(value);
  }
  return values;
}

/** How often something with these values happened, and when. */
export interface Sample {
  readonly values: Values;
  /** Of events: all the destinations that wanted them. */
  readonly destinationIds?: readonly string[] | undefined;
  readonly counts: Iterable<Count>;
}

/** So many, at or within the minute after a moment. */
export interface Count {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly count: number;
  /** How long stores took for them, as far as it is known and asked for. */
  readonly latencies?: Latencies | undefined;
}

/** Takes samples one by one; false when it wants no more. */
export type Take = (sample: Sample) => boolean;
