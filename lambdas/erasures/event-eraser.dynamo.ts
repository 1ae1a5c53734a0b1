import { DeleteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { DataRef } from '../events/event.ts';
import { eventKey } from '../events/event-store.dynamo.ts';
import { conditionHeld, queryAll } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { chunksOf } from '../platform/json/chunks.ts';

/** Something in the log that may be deleted, as it was read. */
const EventTableItem = z.object({
  pk: z.string(),
  sk: z.string(),
  /** Its place in the timelines, if it is in any. */
  position: z.string().optional(),
  /** When it was accepted, if it is an event. */
  accepted_at: z.string().optional(),
  /** Where its data lies, if it is a large event. */
  data_ref: DataRef.optional(),
});
export type EventTableItem = z.output<typeof EventTableItem>;

/** What the log holds of an event. */
export interface EventItems {
  /** Undefined when it is gone, and only attempts are left. */
  readonly event: EventTableItem | undefined;
  readonly attempts: readonly EventTableItem[];
}

/**
 * Items deleted at once: some hundreds a second, which leaves the partitions of a tenant's timelines,
 * of 1,000 writes a second each, to what is published meanwhile.
 */
const AT_ONCE = 10;

/** Deletes what the log holds, item by item; nothing else in Waybill may. */
export class EventEraser {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * What the log holds of a tenant's event; another tenant's of the same id is left out.
   *
   * @param tenantKey of one incarnation of the tenant
   */
  async itemsOf(tenantKey: string, eventId: string): Promise<EventItems> {
    const { pk, sk } = eventKey(tenantKey, eventId);
    const items = await this.itemsIn(pk, sk);
    return {
      event: items.find((item) => item.sk === sk),
      attempts: items.filter((item) => item.sk.startsWith(`${sk}#`)),
    };
  }

  /** The items of a partition whose sort keys begin with `prefix`. Read consistently. */
  async itemsIn(pk: string, prefix: string): Promise<EventTableItem[]> {
    const items = await queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ProjectionExpression: 'pk, sk, #position, accepted_at, data_ref',
      ExpressionAttributeNames: { '#position': 'position' },
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
    });
    return items.map((item) => EventTableItem.parse(item));
  }

  /** Deletes items that are still as they were read, and answers how many. */
  async delete(items: readonly EventTableItem[]): Promise<number> {
    let deleted = 0;
    for (const chunk of chunksOf(items, AT_ONCE)) {
      const results = await Promise.all(chunk.map((item) => this.#delete(item)));
      deleted += results.filter(Boolean).length;
    }
    return deleted;
  }

  /**
   * One that is recorded anew under the same key, such as an event that is published again once it
   * is deleted, has another position or was accepted at another time.
   */
  #delete({ pk, sk, position, accepted_at }: EventTableItem): Promise<boolean> {
    const same = Object.entries({ position, accepted_at }).filter(([, value]) => value);
    const command = new DeleteCommand({
      TableName: this.#table,
      Key: { pk, sk },
      ConditionExpression: [
        'attribute_exists(pk)',
        ...same.map(([name]) => `#${name} = :${name}`),
      ].join(' AND '),
      ...(same.length > 0 && {
        ExpressionAttributeNames: Object.fromEntries(same.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          same.map(([name, value]) => [`:${name}`, value]),
        ),
      }),
    });
    return conditionHeld(this.#client.send(command));
  }
}
