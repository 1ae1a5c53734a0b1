import * as z from 'zod';
import { DataRef } from '../events/event.ts';
import { eventKey } from '../events/event-item.dynamo.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { chunksOf } from '../platform/chunks.ts';
import { conditionHeld, queryAll } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';

/** An item of the events table, as read. */
const EventTableItem = z.object({
  pk: z.string(),
  sk: z.string(),
  /** Its timeline position, if it is in a timeline. */
  position: z.string().optional(),
  /** When it was accepted, if it is an event. */
  accepted_at: z.string().optional(),
  /** The location of its data, if it is a large event. */
  data_ref: DataRef.optional(),
});
export type EventTableItem = z.output<typeof EventTableItem>;

/** The stored items of an event. */
export interface EventItems {
  /** Undefined when the event no longer exists and only attempts remain. */
  readonly event: EventTableItem | undefined;
  readonly attempts: readonly EventTableItem[];
}

/**
 * Number of concurrent deletions: some hundreds per second. A partition of a tenant's timelines accepts
 * 1,000 writes per second, so capacity remains for events published in the meantime.
 */
const AT_ONCE = 10;

/** Deletes items from the events table. No other part of Waybill deletes events or attempts. */
export class EventEraser {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Reads the stored items of a tenant's event. Events of other tenants with the same id are excluded.
   *
   * @param tenantKey the key of one incarnation of the tenant
   */
  async listEventItems(tenantKey: string, eventId: string): Promise<EventItems> {
    const { pk, sk } = eventKey(tenantKey, eventId);
    const items = await this.listItems(pk, sk);
    return {
      event: items.find((item) => item.sk === sk),
      attempts: items.filter((item) => item.sk.startsWith(`${sk}#`)),
    };
  }

  /** Reads the items of a partition whose sort keys start with `prefix`, with a consistent read. */
  async listItems(pk: string, prefix: string): Promise<EventTableItem[]> {
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

  /** Deletes the items that have not changed since they were read. Returns the number of deleted items. */
  async delete(items: readonly EventTableItem[]): Promise<number> {
    let deleted = 0;
    for (const chunk of chunksOf(items, AT_ONCE)) {
      const results = await Promise.all(chunk.map((item) => this.#delete(item)));
      deleted += results.filter(Boolean).length;
    }
    return deleted;
  }

  /**
   * Does not delete an item that was replaced under the same key, such as an event published again after
   * its deletion: it has a different position or acceptance time.
   */
  #delete({ pk, sk, position, accepted_at }: EventTableItem): Promise<boolean> {
    const same = Object.entries({ position, accepted_at }).filter(([, value]) => value);
    const command = {
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
    };
    return conditionHeld(this.#client.delete(command));
  }
}
