import type { BatchGetCommandOutput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { isAwsError } from '../aws/calls/aws-error.ts';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import { own } from '../json/json.ts';
import { SECONDS_PER_DAY } from '../json/timestamps.ts';

/** An item's primary key. Every table uses these two attributes. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Condition: the item exists and is not marked as deleted. */
export const LIVE = 'attribute_exists(pk) AND attribute_not_exists(deleted_at)';

/** Runs a conditional write. Returns false when its condition fails. */
export const conditionHeld = async (write: Promise<unknown>): Promise<boolean> =>
  (await ifConditionHeld(write.then(() => true))) ?? false;

/** The output of a conditional write; undefined if its condition did not hold. */
export async function ifConditionHeld<Output>(write: Promise<Output>): Promise<Output | undefined> {
  try {
    return await write;
  } catch (error) {
    if (isAwsError(error, 'ConditionalCheckFailedException')) return undefined;
    throw error;
  }
}

/** Reads all pages of a query. */
export async function queryAll(
  client: Documents,
  query: QueryCommandInput,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of client.queryPages(query)) {
    items.push(...Items);
  }
  return items;
}

/** BatchGetItem accepts at most 100 keys: Developer Guide, Constraints. */
export const BATCH_KEYS = 100;

/**
 * Reads the items at `keys`, in the order of `keys`; undefined for a missing item. Reads are strongly
 * consistent by default: an index may contain an item before every replica of its table does.
 *
 * @param attributes attributes to read in addition to the keys @default all
 */
export async function itemsAt(
  client: Documents,
  table: string,
  keys: readonly Key[],
  attributes?: readonly string[],
  ConsistentRead = true,
): Promise<(Record<string, unknown> | undefined)[]> {
  const found = new Map<string, Record<string, unknown>>();
  const unique = new Map(keys.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }]));
  let waiting: Record<string, unknown>[] = [...unique.values()];
  const read = {
    ConsistentRead,
    ...(attributes && projecting(['pk', 'sk', ...attributes])),
  };
  while (waiting.length > 0) {
    const Keys = waiting.slice(0, BATCH_KEYS);
    const response: Omit<BatchGetCommandOutput, '$metadata'> = await client.batchGet({
      RequestItems: { [table]: { Keys, ...read } },
    });
    for (const item of own(response.Responses ?? {}, table) ?? []) found.set(nameOf(item), item);
    waiting = [
      ...(own(response.UnprocessedKeys ?? {}, table)?.Keys ?? []),
      ...waiting.slice(BATCH_KEYS),
    ];
  }
  return keys.map((key) => found.get(nameOf(key)));
}

/** Reads these attributes only. Their names may be reserved words, such as `time`. */
const projecting = (attributes: readonly string[]) => ({
  ProjectionExpression: attributes.map((name) => `#${name}`).join(),
  ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
});

const nameOf = ({ pk, sk }: Record<string, unknown> | Key): string => JSON.stringify([pk, sk]);

/** The TTL attribute's value: epoch seconds, `days` after `now`. */
export const expiryAfter = (now: Date, days: number): number =>
  epochSeconds(now) + days * SECONDS_PER_DAY;

/**
 * Whether an item has not expired. DynamoDB deletes an expired item within a few days and returns it
 * until then: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const isKept = ({ expires_at }: Record<string, unknown>, now: Date): boolean =>
  typeof expires_at !== 'number' || expires_at > epochSeconds(now);

/** Condition for a put: its key has no item, or an item that has expired at `now`. */
export const vacantAt = (now: Date) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
  ExpressionAttributeValues: { ':now': epochSeconds(now) },
});

/** The epoch seconds of `time`, as in TTL attributes. */
export const epochSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);
