import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { AWS_CLIENT } from '../aws/aws-client.ts';
import { own } from '../json/own.ts';

/** An item's key: every table here has these two. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The DynamoDB client of a function. */
export const documentClient = (): DynamoDBDocumentClient =>
  documentsOn(new DynamoDBClient(AWS_CLIENT));

/**
 * Stores objects as maps, without the members that are undefined. To the SDK an object with a member
 * called `constructor` is of some class: it must not matter.
 */
export const documentsOn = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });

/** The condition that an item is there, and not marked as deleted. */
export const LIVE = 'attribute_exists(pk) AND attribute_not_exists(deleted_at)';

/** Runs a conditional write; false when its condition did not hold. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** All items that a query finds, however many pages they take. */
export async function queryAll(
  client: DynamoDBDocumentClient,
  query: QueryCommandInput,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    items.push(...Items);
  }
  return items;
}

/** BatchGetItem takes at most 100 keys: Developer Guide, Constraints. */
const BATCH_KEYS = 100;

/**
 * The items at `keys`, in the order of `keys`; undefined for one that is not there. Read
 * consistently: an index may know of an item before every replica of its table does.
 *
 * @param attributes those to read beside the keys @default all
 */
export async function itemsAt(
  client: DynamoDBDocumentClient,
  table: string,
  keys: readonly Key[],
  attributes?: readonly string[],
): Promise<(Record<string, unknown> | undefined)[]> {
  const found = new Map<string, Record<string, unknown>>();
  const unique = new Map(keys.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }]));
  let waiting: Record<string, unknown>[] = [...unique.values()];
  const read = {
    ConsistentRead: true,
    ...(attributes && { ProjectionExpression: ['pk', 'sk', ...attributes].join() }),
  };
  while (waiting.length > 0) {
    const Keys = waiting.slice(0, BATCH_KEYS);
    const answer: BatchGetCommandOutput = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ...read } } }),
    );
    for (const item of own(answer.Responses ?? {}, table) ?? []) found.set(nameOf(item), item);
    waiting = [
      ...(own(answer.UnprocessedKeys ?? {}, table)?.Keys ?? []),
      ...waiting.slice(BATCH_KEYS),
    ];
  }
  return keys.map((key) => found.get(nameOf(key)));
}

const nameOf = ({ pk, sk }: Record<string, unknown> | Key): string => JSON.stringify([pk, sk]);

/** When an item may be deleted by DynamoDB's TTL: epoch seconds, `days` after `now`. */
export const expiryAfter = (now: Date, days: number): number => epochSeconds(now) + days * 86_400;

/**
 * Whether an item has not expired. DynamoDB deletes what has within a few days, and returns it until
 * then: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const isKept = ({ expires_at }: Record<string, unknown>, now: Date): boolean =>
  typeof expires_at !== 'number' || expires_at > epochSeconds(now);

/** The condition of a put that nothing stands at its key, or only what has expired at `now`. */
export const vacantAt = (now: Date) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR expires_at <= :now',
  ExpressionAttributeValues: { ':now': epochSeconds(now) },
});

const epochSeconds = (time: Date): number => Math.floor(time.getTime() / 1000);
