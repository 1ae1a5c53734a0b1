import type { Path } from './count.ts';
import { PRICES, provisioned } from './prices.ts';
import type { TotalUsage } from './usage.ts';

/** A part of the costs: its dollars per million events. */
interface Part {
  readonly name: string;
  readonly dollars: (usage: TotalUsage) => number;
  /** The same with provisioned tables, if it differs. */
  readonly provisioned?: (usage: TotalUsage) => number;
}

/** The price of a million requests to a queue with message groups. */
export const FAIR = PRICES.sqsRequests + PRICES.sqsFairRequests;

const writes = (name: string, of: (usage: TotalUsage) => number): Part => ({
  name,
  dollars: (usage) => of(usage) * PRICES.writeUnits,
  provisioned: (usage) => of(usage) * provisioned(PRICES.provisionedWriteHour),
});

/** The name of the row that depends on the machine. */
export const LAMBDA = 'Lambda: api or router, and deliverer';

const PARTS: readonly Part[] = [
  { name: 'API Gateway', dollars: ({ httpRequests }) => httpRequests * PRICES.httpRequests },
  {
    name: LAMBDA,
    dollars: ({ lambdaRequests, lambdaGbSeconds }) =>
      lambdaRequests * PRICES.lambdaRequests + lambdaGbSeconds * 1e6 * PRICES.lambdaGbSecond,
  },
  {
    name: 'SQS: publish queue (send, receive, delete)',
    dollars: ({ publishQueueRequests }) => publishQueueRequests * PRICES.sqsRequests,
  },
  {
    name: 'SQS: delivery queue, with fair-queue groups',
    dollars: ({ deliveryQueueRequests }) => deliveryQueueRequests * FAIR,
  },
  writes('DynamoDB: the event (item and two index entries)', ({ eventWrites }) => eventWrites),
  writes('DynamoDB: the attempt (item and two index entries)', (usage) => usage.attemptWrites),
  writes('DynamoDB: counts for the metrics', ({ rollupWrites }) => rollupWrites),
  writes('DynamoDB: other writes', ({ otherWrites }) => otherWrites),
  {
    name: 'DynamoDB: reading tenant and destination',
    dollars: ({ reads }) => reads * PRICES.readUnits,
    provisioned: ({ reads }) => reads * provisioned(PRICES.provisionedReadHour),
  },
  {
    name: 'CloudWatch logs',
    dollars: ({ logBytes }) => ((logBytes * 1e6) / 1e9) * PRICES.logGb,
  },
];

/** The rows of the table, without its heading. */
export function rowsOf(paths: readonly Path[]): string[][] {
  const usages = paths.map(({ usage }) => usage);
  const rows = PARTS.map(({ name, dollars }) => [name, ...usages.map(dollars).map(shown)]).filter(
    ([, ...cells]) => cells.some((cell) => cell !== NOTHING),
  );
  const together = (billing: 'dollars' | 'provisioned') =>
    usages.map((usage) =>
      shown(PARTS.reduce((sum, part) => sum + (part[billing] ?? part.dollars)(usage), 0)),
    );
  return [
    ...rows,
    ['**together, on demand**', ...together('dollars').map(bold)],
    ['**together, provisioned**', ...together('provisioned').map(bold)],
    [
      'storing events and attempts, a month',
      ...usages.map(({ storedBytes }) => shown((storedBytes / 1e3) * PRICES.dynamoGbMonth)),
    ],
  ];
}

/** The table in Markdown. */
export const tableOf = (paths: readonly Path[]): string =>
  [['part', ...paths.map(({ name }) => name)], ['---', ...paths.map(() => '---')], ...rowsOf(paths)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const NOTHING = '–';

const shown = (dollars: number): string => (dollars < 0.005 ? NOTHING : dollars.toFixed(2));

const bold = (text: string): string => `**${text}**`;
