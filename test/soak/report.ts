import type { ConsistencyReport } from './check-consistency.ts';
import type { Memory } from './memory.ts';
import { DEAD_BUCKETS } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** The results of a run. */
export interface Happened {
  readonly around: Surroundings;
  readonly consistency: ConsistencyReport;
  readonly memory: Memory;
  /** The number of killed processes per function. */
  readonly killed: ReadonlyMap<string, number>;
  /** Publish calls, and those of them that had to be repeated. */
  readonly repeated: number;
}

/** The text printed at the end of a run, and whether the run succeeded. */
export const reportOf = ({ around, consistency, memory, killed, repeated }: Happened) => {
  const { store, dynamodb, sqs, ownBuckets, watched } = around;
  const { violations, events, deliveries, attempts } = consistency;
  const series = memory.report();
  const revived = Object.values(DEAD_BUCKETS).map(
    (bucket) => `${store.stored.objectsIn(bucket)} in ${bucket}`,
  );
  const isGood = violations.length + watched.leaks.size === 0 && series.every((one) => one.isGood);
  const lines = [
    `${events} events, ${deliveries} deliveries, ${attempts} attempts, ${store.stored.puts} objects stored, including duplicates`,
    `${store.stored.batches} objects of batches`,
    `killed: ${listed(killed)}`,
    `repeated publishes: ${repeated}`,
    `DynamoDB: ${listed(dynamodb.fates)}`,
    `SQS: ${listed(sqs.fates)}`,
    `S3 for the stack's own buckets: ${listed(ownBuckets.fates)}`,
    `the store: ${listed(store.moods)}`,
    `objects in the formerly dead buckets: ${revived.join(', ')}`,
    'memory of long-lived processes at five times during publishing, and the maximum:',
    ...series.map(({ line }) => `  ${line}`),
    `searched ${watched.characters} characters for secrets; found in ${watched.leaks.size} places`,
    ...[...watched.leaks].map((place) => `  ${place}`),
    ...violations.map((violation) => `  ${violation}`),
    isGood ? 'the check succeeded' : 'the check failed',
  ];
  return { lines, isGood };
};

/** The count of each. */
export const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
