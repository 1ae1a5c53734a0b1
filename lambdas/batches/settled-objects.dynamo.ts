import { hash } from 'node:crypto';
import * as z from 'zod';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { conditionHeld, type Key, queryAll } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { BatchAtPlace, SettledObject, SettledObjects } from './settle-object.ts';
import { logExpiry, slotDigits } from './slot-item.dynamo.ts';

const PREFIX = 'OBJECT#';

const Item = z.object({ stored_as: z.record(z.string(), z.string()), n: z.int() });

/** The objects of batches, in the partitions of their logs. */
export class StoredObjects implements SettledObjects {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;

  constructor(client: Documents, table: string, retentionDays: number) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
  }

  put(batch: BatchAtPlace, { storedAs, events }: SettledObject): Promise<boolean> {
    const put = {
      TableName: this.#table,
      Item: {
        ...keyOf(batch),
        kind: 'batch_object',
        stored_as: storedAs,
        n: events,
        expires_at: logExpiry(batch.log, this.#retentionDays),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    return conditionHeld(this.#client.put(put));
  }

  async at(batch: BatchAtPlace): Promise<SettledObject | undefined> {
    const get = { TableName: this.#table, Key: keyOf(batch), ConsistentRead: true };
    const { Item: item } = await this.#client.get(get);
    if (!item) return undefined;
    const { stored_as: storedAs, n: events } = Item.parse(item);
    return { storedAs, events };
  }
}

/** Removes how a batch was stored, at all places: a key may contain data of erased events. */
export async function eraseStoredObjects(
  client: Documents,
  table: string,
  { log, first }: Omit<BatchAtPlace, 'place'>,
): Promise<void> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :batch)',
    ExpressionAttributeValues: { ':pk': log, ':batch': prefixOf(first) },
    ProjectionExpression: 'pk, sk',
    ConsistentRead: true,
  });
  for (const { pk, sk } of items) await client.delete({ TableName: table, Key: { pk, sk } });
}

const keyOf = ({ log, first, place }: BatchAtPlace): Key => ({
  pk: log,
  sk: prefixOf(first) + hash('sha256', place, 'hex').slice(0, 16),
});

const prefixOf = (first: number): string => `${PREFIX}${slotDigits(first)}#`;
