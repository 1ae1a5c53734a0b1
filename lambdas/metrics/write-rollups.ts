import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { BatchCounters, type CountedAttempt } from './batch-counters.ts';
import { PLATFORM_SHARDS } from './rollup.ts';
import type { RollupStore } from './rollup-store.dynamo.ts';

/** Dependencies of {@link writeRollups}. */
export interface WriteRollupsDeps {
  readonly counters: BatchCounters;
  readonly rollups: RollupStore;
  readonly random: () => number;
}

/**
 * Writes a batch's rollups. If a write fails, its counts are dropped and the error is logged. A retry
 * would not help: the attempts are recorded already, and a redelivered message does not count them.
 */
export async function writeRollups(deps: WriteRollupsDeps, signal: AbortSignal): Promise<void> {
  const { counters, rollups, random } = deps;
  const platformShard = Math.floor(random() * PLATFORM_SHARDS);
  const writes = counters.drain().map((rollup) => rollups.add(rollup, platformShard, signal));
  const errors = (await Promise.allSettled(writes)).flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (errors.length === 0) return;
  count('RollupWriteFailures', errors.length);
  const [error] = errors;
  logger.error('rollup write failed; counts dropped', {
    lost: errors.length,
    error,
  });
}

/** Timeout for counting a single attempt, in milliseconds. */
const TIMEOUT_MS = 2_000;

/**
 * Counts a newly recorded attempt outside a batch. `matched` is as in {@link BatchCounters.recorded}.
 */
export const rollUpOne =
  (deps: Omit<WriteRollupsDeps, 'counters'>) =>
  (attempt: CountedAttempt, eventTime: string, matched?: readonly string[]): Promise<void> => {
    const counters = new BatchCounters();
    counters.recorded(attempt, eventTime, matched);
    return writeRollups({ ...deps, counters }, AbortSignal.timeout(TIMEOUT_MS));
  };
