import { eventKey, recordedEvent } from '../events/event-item.dynamo.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { epochSeconds, expiryAfter, isKept } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { manyItemsAt } from '../platform/dynamodb/many-items.dynamo.ts';
import { parseLogOwner } from './batch-log.ts';
import type { EventRef } from './slot.ts';

/** The events of a batch that are in the event store. */
interface BatchEvents {
  /** In the order of their times and ids. */
  readonly events: RecordedEvent[];
  /** The number of events that have expired. */
  readonly expiredCount: number;
}

export type ReadEvents = (log: string, refs: readonly EventRef[]) => Promise<BatchEvents>;

/**
 * Reads the events of a batch from the event store. Leaves out events that were erased or have expired:
 * their items are missing, or belong to later events with the same ids.
 */
export const eventReader =
  (client: Documents, table: string, retentionDays: number, now: () => Date): ReadEvents =>
  async (log, refs) => {
    const { tenant_id, tenant_incarnation } = parseLogOwner(log);
    const tenantKey = incarnationKey(tenant_id, tenant_incarnation);
    const keys = refs.map(({ id }) => eventKey(tenantKey, id));
    const items = await manyItemsAt(client, table, keys);
    const readAt = now();
    const events: RecordedEvent[] = [];
    let expiredCount = 0;
    refs.forEach((ref, index) => {
      const item = items[index];
      if (item?.accepted_at === ref.acceptedAt && isKept(item, readAt)) {
        events.push(recordedEvent(item));
      } else if (hasExpired(ref, retentionDays, readAt)) expiredCount += 1;
    });
    // A position is a time and an id.
    return { events: events.sort((a, b) => (a.position < b.position ? -1 : 1)), expiredCount };
  };

/** Whether an event has expired. An event that is missing before its expiry was erased. */
const hasExpired = ({ acceptedAt }: EventRef, retentionDays: number, now: Date): boolean =>
  expiryAfter(new Date(acceptedAt), retentionDays) <= epochSeconds(now);
