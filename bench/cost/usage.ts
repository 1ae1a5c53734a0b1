import { OF_ATTEMPTS } from '../../lambdas/attempts/attempt-item.dynamo.ts';
import { OF_EVENTS } from '../../lambdas/events/event-item.dynamo.ts';
import { responseIn } from '../../lambdas/platform/aws/calls/attribute-values.dynamo.ts';
import { itemSize, writeUnits } from '../../lambdas/platform/dynamodb/item-size.ts';
import { insertionIn } from '../../local/tables/insert-statement.ts';
import { PROJECTED } from '../../test/support/tables.ts';
import type { Attributes, Call, CallInput } from '../cpu/stand-in-server.ts';
import { ASSUMED } from './prices.ts';

/** What AWS charges for. */
type Charge =
  | 'httpRequests'
  | 'lambdaRequests'
  | 'lambdaGbSeconds'
  | 'publishQueueRequests'
  | 'deliveryQueueRequests'
  | 'eventWrites'
  | 'attemptWrites'
  | 'rollupWrites'
  | 'slotWrites'
  | 'otherWrites'
  | 'reads'
  | 'eventReads'
  | 'logBytes'
  | 'storedBytes';

/** The amount of each charge. */
export type TotalUsage = Readonly<Record<Charge, number>>;

/** A usage without the charges that are 0. */
export type Usage = Partial<TotalUsage>;

/** Adds usages, each as many times as its weight. */
export function total(...parts: readonly (readonly [Usage, number])[]): TotalUsage {
  const sumOf = (charge: Charge) =>
    sum(parts.map(([usage, times]) => (usage[charge] ?? 0) * times));
  return {
    httpRequests: sumOf('httpRequests'),
    lambdaRequests: sumOf('lambdaRequests'),
    lambdaGbSeconds: sumOf('lambdaGbSeconds'),
    publishQueueRequests: sumOf('publishQueueRequests'),
    deliveryQueueRequests: sumOf('deliveryQueueRequests'),
    eventWrites: sumOf('eventWrites'),
    attemptWrites: sumOf('attemptWrites'),
    rollupWrites: sumOf('rollupWrites'),
    slotWrites: sumOf('slotWrites'),
    otherWrites: sumOf('otherWrites'),
    reads: sumOf('reads'),
    eventReads: sumOf('eventReads'),
    logBytes: sumOf('logBytes'),
    storedBytes: sumOf('storedBytes'),
  };
}

/** What one call of AWS uses. */
export function usageOf({ action, input, answer }: Call): Usage {
  switch (action) {
    case 'PutItem':
      return put(itemIn(input.Item));
    case 'BatchExecuteStatement':
      return insertions(input);
    case 'UpdateItem':
      return update(input);
    case 'GetItem':
      return { reads: readUnits(input, answer.Item ? [answer.Item] : []) };
    case 'Query':
      return { reads: readUnits(input, answer.Items ?? []) };
    case 'BatchGetItem':
      return { eventReads: batchReadUnits(input, answer) };
    case 'SendMessageBatch':
      return { deliveryQueueRequests: sqsRequests(JSON.stringify(input.Entries)) };
    default:
      return {};
  }
}

/** SQS counts a request for every 64 KB. */
export const sqsRequests = (payload: string): number =>
  Math.ceil(Buffer.byteLength(payload) / 65_536);

const INDEX_PARTITIONS = ['owner', 'timeline'];

/** The sizes of an item in its table and in each index that contains it. */
function sizesOf(item: Readonly<Record<string, unknown>>): number[] {
  const inIndexes = INDEX_PARTITIONS.filter((partition) => item[partition] !== undefined).map(
    (partition) => {
      const names = ['pk', 'sk', partition, 'position', ...PROJECTED];
      return itemSize(Object.fromEntries(names.map((name) => [name, item[name]])));
    },
  );
  return [itemSize(item), ...inIndexes];
}

function put(item: Readonly<Record<string, unknown>>): Usage {
  const sizes = sizesOf(item);
  const units = sum(sizes.map(writeUnits));
  const storedBytes = sum(sizes.map((size) => size + ASSUMED.storedItemBytes));
  if (OF_EVENTS in item) return { eventWrites: units, storedBytes };
  if (OF_ATTEMPTS in item) return { attemptWrites: units, storedBytes };
  if (item.kind === 'batch_slot') return { slotWrites: units, storedBytes };
  return { otherWrites: units };
}

/** Each item is charged like a put. */
const insertions = ({ Statements = [] }: CallInput): Usage =>
  total(...Statements.map((one) => [put(itemIn(insertionIn(one)?.Item)), 1] as const));

/** The values of attributes. Binary values count as bytes, not as the Base64 text in which they are sent. */
const itemIn = (attributes: Attributes = {}): Readonly<Record<string, unknown>> =>
  responseIn(JSON.stringify({ Item: attributes })).Item ?? {};

/** A rollup of a whole hour is larger than what one update adds to it, but hardly ever beyond 1 KB. */
function update({ Key, ExpressionAttributeValues }: CallInput): Usage {
  const key = itemIn(Key);
  const units = writeUnits(itemSize({ ...key, ...itemIn(ExpressionAttributeValues) }));
  return String(key.pk).startsWith('ROLLUPS#') ? { rollupWrites: units } : { otherWrites: units };
}

/** A read unit covers 4 KB. An eventually consistent read takes half of it. */
function readUnits({ ConsistentRead = false }: CallInput, items: readonly Attributes[]): number {
  const bytes = sum(items.map((item) => itemSize(itemIn(item))));
  return Math.max(1, Math.ceil(bytes / 4_096)) * (ConsistentRead ? 1 : 0.5);
}

/** Each item of a BatchGetItem is charged separately, and a missing one like the smallest item. */
function batchReadUnits({ RequestItems = {} }: CallInput, { Responses }: Call['answer']): number {
  const found = Responses as Readonly<Record<string, readonly Attributes[]>>;
  const units = Object.entries(RequestItems).map(([table, { Keys, ConsistentRead = true }]) => {
    const items = found[table] ?? [];
    const missing = Keys.length - items.length;
    return (
      sum(items.map((item) => readUnits({ ConsistentRead }, [item]))) +
      missing * (ConsistentRead ? 1 : 0.5)
    );
  });
  return sum(units);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
