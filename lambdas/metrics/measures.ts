import { Latencies } from './latencies.ts';

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
export function parseValues(attributes: Readonly<Record<string, unknown>>): Values {
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
  /**
   * Delivered events beyond one per successful attempt: those of a batch, less its attempts.
   *
   * @default 0
   */
  readonly moreEvents?: number;
  /** The endpoint latencies of these attempts, if known and requested. */
  readonly latencies?: Latencies | undefined;
}

/** Receives samples one by one. Returns false to stop. */
export type Take = (sample: Sample) => boolean;

/** The measures of events, as in Outpost. */
export const EVENT_MEASURES = ['count', 'rate'] as const;

/** The measures of endpoint latency in milliseconds, as in Outpost. */
const LATENCY_MEASURES = ['avg_latency', 'p50_latency', 'p95_latency', 'p99_latency'] as const;

/** The measures of attempts, as in Outpost. */
export const ATTEMPT_MEASURES = [
  ...EVENT_MEASURES,
  'successful_count',
  'failed_count',
  'error_rate',
  'first_attempt_count',
  'retry_count',
  'manual_retry_count',
  'avg_attempt_number',
  'successful_rate',
  'failed_rate',
  ...LATENCY_MEASURES,
  'events_delivered_count',
] as const;

export type Measure = (typeof ATTEMPT_MEASURES)[number];

export const measuresLatency = (measures: readonly Measure[]): boolean =>
  LATENCY_MEASURES.some((measure) => measures.includes(measure));

/** The totals of a bucket, from which every measure is computed. */
export interface Totals {
  count: number;
  successful: number;
  first: number;
  manual: number;
  attemptNumbers: number;
  moreEvents: number;
  /** Absent without latencies. */
  latencies?: Latencies;
}

/** Totals of zero. */
export const noTotals = (): Totals => ({
  count: 0,
  successful: 0,
  first: 0,
  manual: 0,
  attemptNumbers: 0,
  moreEvents: 0,
});

/** Adds a count with these dimension values. */
export function addTo(
  totals: Totals,
  values: Values,
  { count, latencies, moreEvents = 0 }: Count,
): void {
  totals.count += count;
  totals.moreEvents += moreEvents;
  if (values.status === 'success') totals.successful += count;
  if (values.attempt_number === '1') totals.first += count;
  if (values.manual === 'true') totals.manual += count;
  totals.attemptNumbers += Number(values.attempt_number ?? 0) * count;
  if (!latencies) return;
  totals.latencies ??= new Latencies();
  totals.latencies.addAll(latencies);
}

/**
 * Rates are per second of the whole bucket. In an empty bucket every measure is zero, except latencies,
 * which are null.
 */
const MEASURES: Record<Measure, (totals: Totals, seconds: number) => number | null> = {
  count: ({ count }) => count,
  successful_count: ({ successful }) => successful,
  failed_count: ({ count, successful }) => count - successful,
  error_rate: ({ count, successful }) => share(count - successful, count),
  first_attempt_count: ({ first }) => first,
  retry_count: ({ count, first }) => count - first,
  manual_retry_count: ({ manual }) => manual,
  avg_attempt_number: ({ count, attemptNumbers }) => share(attemptNumbers, count),
  rate: ({ count }, seconds) => count / seconds,
  successful_rate: ({ successful }, seconds) => successful / seconds,
  failed_rate: ({ count, successful }, seconds) => (count - successful) / seconds,
  events_delivered_count: ({ successful, moreEvents }) => successful + moreEvents,
  avg_latency: ({ latencies }) => latencies?.average ?? null,
  p50_latency: ({ latencies }) => latencies?.percentile(50) ?? null,
  p95_latency: ({ latencies }) => latencies?.percentile(95) ?? null,
  p99_latency: ({ latencies }) => latencies?.percentile(99) ?? null,
};

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Computes the measures of a bucket that is `seconds` long. */
export const measured = (
  measures: readonly Measure[],
  totals: Totals,
  seconds: number,
): Record<string, number | null> =>
  Object.fromEntries(measures.map((measure) => [measure, MEASURES[measure](totals, seconds)]));
