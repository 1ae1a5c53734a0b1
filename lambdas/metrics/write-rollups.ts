import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { BatchCounters, type CountedAttempt } from './batch-counters.ts';
import { PLATFORM_SHARDS } from './rollup.ts';
import type { RollupStore } from './rollup-store.dynamo.ts';

/** What writing down the counts of a batch needs. */
export interface WriteRollupsDeps {
  readonly tally: BatchCounters;
  readonly rollups: RollupStore;
  readonly random: () => number;
}

/**
 * Writes down what a batch has counted. What cannot be written is lost, and the log says so: the
 * attempts are on record, and a message that came again for its counts would not be counted.
 */
export async function writeRollups(deps: WriteRollupsDeps, signal: AbortSignal): Promise<void> {
  const { tally, rollups, random } = deps;
  const platformShard = Math.floor(random() * PLATFORM_SHARDS);
  const writes = tally.drain().map((rollup) => rollups.add(rollup, platformShard, signal));
  const faults = (await Promise.allSettled(writes)).flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (faults.length === 0) return;
  count('RollupWriteFailures', faults.length);
  const [error] = faults;
  logger.error('rollups could not be written, and their counts are lost', {
    lost: faults.length,
    error,
  });
}

/** Milliseconds that counting one attempt may take of the work it comes with. */
const PATIENCE_MS = 2_000;

/**
 * Counts an attempt whose record was just made by itself, where there is no batch to count it with;
 * `matched` is as in {@link BatchCounters.recorded}.
 */
export const rollUpOne =
  (deps: Omit<WriteRollupsDeps, 'tally'>) =>
  (attempt: CountedAttempt, eventTime: string, matched?: readonly string[]): Promise<void> => {
    const tally = new BatchCounters();
    tally.recorded(attempt, eventTime, matched);
    return writeRollups({ ...deps, tally }, AbortSignal.timeout(PATIENCE_MS));
  };
