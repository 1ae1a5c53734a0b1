import type { Balance } from './balance.ts';
import type { Memory } from './memory.ts';
import { DEAD_BUCKETS } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** The results of a run. */
export interface Happened {
  readonly around: Surroundings;
  readonly balance: Balance;
  readonly memory: Memory;
  /** The number of killed processes per function. */
  readonly killed: ReadonlyMap<string, number>;
  /** Publish calls, and those of them that had to be repeated. */
  readonly repeated: number;
}

/** The text printed at the end of a run, and whether the run succeeded. */
export const reportOf = ({ around, balance, memory, killed, repeated }: Happened) => {
  const { store, dynamodb, sqs, watched } = around;
  const { faults, events, deliveries, attempts } = balance;
  const series = memory.report();
  const revived = Object.values(DEAD_BUCKETS).map(
    (bucket) => `${store.ledger.objectsIn(bucket)} in ${bucket}`,
  );
  const isGood = faults.length + watched.leaks.size === 0 && series.every((one) => one.isGood);
  const lines = [
    `${events} events, ${deliveries} deliveries, ${attempts} attempts, ${store.ledger.puts} objects stored, doubles included`,
    `killed: ${listed(killed)}`,
    `publishes made again: ${repeated}`,
    `DynamoDB: ${listed(dynamodb.fates)}`,
    `SQS: ${listed(sqs.fates)}`,
    `the store: ${listed(store.moods)}`,
    `objects in the buckets that were dead: ${revived.join(', ')}`,
    'memory of processes that lived for long, at five moments while events came, and at most:',
    ...series.map(({ line }) => `  ${line}`),
    `looked for secrets in ${watched.characters} characters; found in ${watched.leaks.size} places`,
    ...[...watched.leaks].map((place) => `  ${place}`),
    ...faults.map((fault) => `  ${fault}`),
    isGood ? 'the books balance' : 'something is wrong',
  ];
  return { lines, isGood };
};

/** The count of each. */
export const listed = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
