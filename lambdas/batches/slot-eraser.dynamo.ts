import { BatchRef } from '../events/delivery-message.ts';
import { eventKey } from '../events/event-item.dynamo.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  isKept,
  itemsAt,
  type Key,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { manyItemsAt } from '../platform/dynamodb/many-items.dynamo.ts';
import {
  type Reading,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import { ownerPartitions } from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { parseLogOwner } from './batch-log.ts';
import { eraseStoredObjects } from './settled-objects.dynamo.ts';
import { hasExpired, type Slot } from './slot.ts';
import { BATCHES, encodeIds, slotKey } from './slot-item.dynamo.ts';

/** Removes erased events from the logs of batches. */
export class SlotEraser {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Lists the first slots of a tenant's logs. */
  listLogs(tenantId: string, reading: Reading): Promise<Rows<TimelineRow>> {
    return readTimeline(
      {
        client: this.#client,
        table: this.#table,
        index: 'by-owner',
        partitions: ownerPartitions(BATCHES, tenantId),
      },
      reading,
    );
  }

  /**
   * Removes the events of a slot that are not in the event store, or have expired. Returns how many remain.
   *
   * @param keepsExpired whether events that have expired remain
   */
  async removeErased(log: string, slot: Slot, now: Date, keepsExpired: boolean): Promise<number> {
    const { retentionDays = 0 } = slot;
    const { tenant_id, tenant_incarnation } = parseLogOwner(log);
    const tenantKey = incarnationKey(tenant_id, tenant_incarnation);
    const keys = slot.events.map(({ id }) => eventKey(tenantKey, id));
    const attributes = ['accepted_at', 'expires_at'];
    const items = await manyItemsAt(this.#client, this.#table, keys, attributes);
    const remaining = slot.events.filter((event, index) => {
      const item = items[index];
      const isStored = item?.accepted_at === event.acceptedAt && isKept(item, now);
      return isStored || (keepsExpired && hasExpired(event, retentionDays, now));
    });
    if (remaining.length < slot.events.length) {
      await conditionHeld(
        this.#client.update({
          TableName: this.#table,
          Key: slotKey(log, slot.number),
          UpdateExpression: 'SET ids = :ids, n = :kept',
          // Another erasure may have removed more of them.
          ConditionExpression: 'n = :before',
          ExpressionAttributeValues: {
            ':ids': encodeIds(remaining, slot.firstAcceptedAt),
            ':kept': remaining.length,
            ':before': slot.events.length,
          },
        }),
      );
    }
    return remaining.length;
  }

  /** Whether the batches of attempts or of parked deliveries are stored. Their logs may have expired. */
  async hasBatches(keys: readonly Key[]): Promise<boolean[]> {
    const items = await itemsAt(this.#client, this.#table, keys, ['batch']);
    const firstSlots = items.map((item) => {
      const { data } = BatchRef.safeParse(item?.batch);
      return data && slotKey(data.log, data.first);
    });
    const found = await itemsAt(
      this.#client,
      this.#table,
      firstSlots.filter((key) => key !== undefined),
      ['n'],
    );
    const slots = found.values();
    // An item that was deleted in the meantime needs no deletion.
    return firstSlots.map((key) => key === undefined || slots.next().value !== undefined);
  }

  /** Removes how a batch was stored. */
  deleteObjects(log: string, first: number): Promise<void> {
    return eraseStoredObjects(this.#client, this.#table, { log, first });
  }

  async deleteSlot(log: string, number: number): Promise<void> {
    await this.#client.delete({ TableName: this.#table, Key: slotKey(log, number) });
  }
}
