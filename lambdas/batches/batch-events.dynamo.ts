import { eventKey, recordedEvent } from '../events/event-item.dynamo.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { isKept } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { manyItemsAt } from '../platform/dynamodb/many-items.dynamo.ts';
import { parseLogOwner } from './batch-log.ts';
import type { EventRef } from './slot.ts';

/** Reads the events of a batch, in the order of their times and ids. */
export type ReadEvents = (log: string, refs: readonly EventRef[]) => Promise<RecordedEvent[]>;

/**
 * Reads the events of a batch from the event store. Leaves out events that were erased or have expired:
 * their items are missing, or belong to later events with the same ids.
 */
export const eventReader =
  (client: Documents, table: string, now: () => Date): ReadEvents =>
  async (log, refs) => {
    const { tenant_id, tenant_incarnation } = parseLogOwner(log);
    const tenantKey = incarnationKey(tenant_id, tenant_incarnation);
    const keys = refs.map(({ id }) => eventKey(tenantKey, id));
    const items = await manyItemsAt(client, table, keys);
    const events = items.flatMap((item, index) => {
      const isOurs = item?.accepted_at === refs[index]?.acceptedAt;
      return item && isOurs && isKept(item, now()) ? recordedEvent(item) : [];
    });
    // A position is a time and an id.
    return events.sort((a, b) => (a.position < b.position ? -1 : 1));
  };
