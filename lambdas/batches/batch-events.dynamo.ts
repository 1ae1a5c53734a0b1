import pLimit from 'p-limit';
import type { BatchRef } from '../events/delivery-message.ts';
import { type EventFacts, eventFacts, FACTS } from '../events/event-facts.dynamo.ts';
import { eventKey, OF_EVENTS, recordedEvent } from '../events/event-item.dynamo.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { isKept } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { manyItemsAt } from '../platform/dynamodb/many-items.dynamo.ts';
import { batchContents } from './batch-contents.ts';
import { parseLogOwner } from './batch-log.ts';
import { type EventRef, hasExpired, type Slot, type SlotLog } from './slot.ts';

/** The events of a batch that are in the event store. */
interface BatchEvents {
  /** In the order of their times and ids. */
  readonly events: RecordedEvent[];
  /** The number of events that have expired. */
  readonly expiredCount: number;
}

/** @param retentionDays days for which the events are kept @default as for later events */
export type ReadEvents = (
  log: string,
  refs: readonly EventRef[],
  retentionDays?: number,
) => Promise<BatchEvents>;

/**
 * Reads the events of a batch from the event store. Leaves out events that were erased or have expired:
 * their items are missing, or belong to later events with the same ids.
 */
export const eventReader =
  (client: Documents, table: string, defaultDays: number, now: () => Date): ReadEvents =>
  async (log, refs, retentionDays = defaultDays) => {
    const items = await manyItemsAt(client, table, keysOf(log, refs));
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

export type ReadFacts = (batch: BatchRef) => Promise<readonly EventFacts[]>;

/**
 * Reads the events of a closed batch without their data, to count them, one batch at a time: a batch may
 * have 50,000 events. Leaves out events that were erased, or that DynamoDB has deleted after their expiry.
 */
export const factsReader = (
  slots: Pick<SlotLog, 'from' | 'before'>,
  client: Documents,
  table: string,
): ReadFacts => {
  const limit = pLimit(1);
  const read = async ({ log, first }: BatchRef): Promise<readonly EventFacts[]> => {
    const refs = await batchContents(slots, log, await slotsOf(slots, log, first));
    const items = await manyItemsAt(client, table, keysOf(log, refs), [OF_EVENTS, ...FACTS]);
    return items.flatMap((item, index) =>
      item && item[OF_EVENTS] === refs[index]?.acceptedAt ? [eventFacts(item)] : [],
    );
  };
  return (batch) => limit(read, batch);
};

/** The slots of a closed batch that are still stored. */
async function slotsOf(
  slots: Pick<SlotLog, 'from'>,
  log: string,
  first: number,
): Promise<readonly Slot[]> {
  const read: Slot[] = [];
  for await (const slot of slots.from(log, first, true)) {
    // After an erasure, the log may have begun again.
    if (slot.batch.first !== first) break;
    read.push(slot);
    if (slot.cut !== undefined) break;
  }
  return read;
}

const keysOf = (log: string, refs: readonly EventRef[]) => {
  const { tenant_id, tenant_incarnation } = parseLogOwner(log);
  const tenantKey = incarnationKey(tenant_id, tenant_incarnation);
  return refs.map(({ id }) => eventKey(tenantKey, id));
};
