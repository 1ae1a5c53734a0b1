import type { CountedCase } from './batch-cases.ts';
import { PRICES } from './prices.ts';
import { FAIR } from './table.ts';
import type { TotalUsage } from './usage.ts';

/** The name of the column that depends on the machine. */
export const MACHINE = 'Lambda, logs';

const COLUMNS: readonly (readonly [name: string, dollars: (usage: TotalUsage) => number])[] = [
  ['SQS', ({ deliveryQueueRequests }) => deliveryQueueRequests * FAIR],
  ['slots', ({ slotWrites }) => slotWrites * PRICES.writeUnits],
  ['reads', ({ reads, eventReads }) => (reads + eventReads) * PRICES.readUnits],
  [
    'attempts, objects, counts',
    ({ attemptWrites, rollupWrites, otherWrites }) =>
      (attemptWrites + rollupWrites + otherWrites) * PRICES.writeUnits,
  ],
  [
    MACHINE,
    ({ lambdaRequests, lambdaGbSeconds, logBytes }) =>
      lambdaRequests * PRICES.lambdaRequests +
      lambdaGbSeconds * 1e6 * PRICES.lambdaGbSecond +
      (logBytes / 1e3) * PRICES.logGb,
  ],
];

export const BATCH_HEADINGS: readonly string[] = [
  'traffic; limit of a batch',
  'events per object',
  ...COLUMNS.map(([name]) => name),
  '**packed**',
  '**singles**',
  "customer's PUT requests",
];

/** S3 charges $5 for a million PUT requests. */
const PUT_DOLLARS = 5;

/** The cells of a case, in the order of {@link BATCH_HEADINGS}. */
export function batchRow({ name, packed, singles }: CountedCase): string[] {
  const sums = [packed, singles].map(({ usage }) =>
    COLUMNS.reduce((sum, [, dollars]) => sum + dollars(usage), 0),
  );
  return [
    name,
    (1 / packed.puts).toLocaleString('en', { maximumFractionDigits: 0 }),
    ...COLUMNS.map(([, dollars]) => dollarsOf(dollars(packed.usage))),
    ...sums.map((sum) => `**${dollarsOf(sum)}**`),
    dollarsOf(packed.puts * PUT_DOLLARS),
  ];
}

/** The table in Markdown. */
export const batchTableOf = (cases: readonly CountedCase[]): string =>
  [BATCH_HEADINGS, BATCH_HEADINGS.map(() => '---'), ...cases.map(batchRow)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const dollarsOf = (dollars: number): string => dollars.toFixed(3);
