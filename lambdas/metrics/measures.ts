import type { Values } from './kind.ts';

/** What can be told of events, as in Outpost. */
export const EVENT_MEASURES = ['count', 'rate'] as const;

/** What can be told of attempts, as in Outpost. */
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
] as const;

export type Measure = (typeof ATTEMPT_MEASURES)[number];

/** What is added up of a bucket; every measure follows from it. */
export interface Totals {
  count: number;
  successful: number;
  first: number;
  manual: number;
  attemptNumbers: number;
}

/** The totals of nothing. */
export const noTotals = (): Totals => ({
  count: 0,
  successful: 0,
  first: 0,
  manual: 0,
  attemptNumbers: 0,
});

/** Adds `count` of what has these values. */
export function addTo(totals: Totals, values: Values, count: number): void {
  totals.count += count;
  if (values.status === 'success') totals.successful += count;
  if (values.attempt_number === '1') totals.first += count;
  if (values.manual === 'true') totals.manual += count;
  totals.attemptNumbers += Number(values.attempt_number ?? 0) * count;
}

/** Rates are per second of the whole bucket; where there is nothing, every measure is zero. */
const MEASURES: Record<Measure, (totals: Totals, seconds: number) => number> = {
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
};

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** What is told of a bucket that is `seconds` long. */
export const measured = (
  measures: readonly Measure[],
  totals: Totals,
  seconds: number,
): Record<string, number> =>
  Object.fromEntries(measures.map((measure) => [measure, MEASURES[measure](totals, seconds)]));
