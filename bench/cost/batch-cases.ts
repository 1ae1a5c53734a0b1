import type { Shape } from '../batches/shape.ts';
import { type BatchUsage, countBatches } from './batches.ts';

/** Traffic whose batches are counted. */
export interface BatchCase {
  /** As the page names it, for the whole of the traffic. */
  readonly name: string;
  /**
   * A part of it: fewer tenants, and windows that are longer or shorter, so that a run of the collector
   * still handles many events.
   */
  readonly shape: Omit<Shape, 'perRun'>;
  readonly seconds: number;
  /** @default 0 */
  readonly warmUpSeconds?: number;
}

const QUIET = { maxEvents: 10_000, pollers: 1, windowSeconds: 60 } as const;

const perMinute = (tenants: number, seconds: number): BatchCase => ({
  name: `10,000 tenants, one a minute each; ${seconds.toLocaleString('en')} s`,
  shape: { ...QUIET, tenants, rate: 1 / 60, maxSeconds: seconds },
  seconds,
});

const perObject = (name: string, events: number): BatchCase => ({
  name,
  shape: { ...QUIET, tenants: 211, rate: events / 900, maxSeconds: 900 },
  seconds: 900,
});

/**
 * The number of tenants has no common factor with the number of events of a run, so that each run has
 * another combination of tenants.
 */
export const BATCH_CASES: readonly BatchCase[] = [
  {
    name: 'one destination, 1,000 a second; 1,000 events',
    shape: { tenants: 1, rate: 1_000, maxEvents: 1_000, maxSeconds: 300, windowSeconds: 5 },
    seconds: 5,
    warmUpSeconds: 10,
  },
  {
    name: '1,000 tenants, one a second each; 300 s',
    shape: { tenants: 11, rate: 1, maxEvents: 10_000, maxSeconds: 300 },
    seconds: 300,
  },
  perMinute(107, 300),
  perMinute(107, 900),
  perMinute(53, 3_600),
  perObject('10,000 tenants, two in 900 s each; 900 s', 2),
  perObject('10,000 tenants, one an hour each; 900 s', 1),
];

/** A case as it was counted. */
export interface CountedCase {
  readonly name: string;
  /** With ten events in each run of the router. */
  readonly packed: BatchUsage;
  /** With one event in each. */
  readonly singles: BatchUsage;
}

export async function countCase(one: BatchCase): Promise<CountedCase> {
  const { name, shape, seconds, warmUpSeconds } = one;
  const packed = await countBatches({ ...shape, perRun: 10 }, seconds, warmUpSeconds);
  const singles = await countBatches({ ...shape, perRun: 1 }, seconds, warmUpSeconds);
  return { name, packed, singles };
}
