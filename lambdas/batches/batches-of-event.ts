import pLimit from 'p-limit';
import { batchId } from '../events/batch-id.ts';
import { matchedIncarnation, type RecordedEvent } from '../events/recorded-event.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { logKey } from './batch-log.ts';
import type { Slot, SlotLog } from './slot.ts';

/** A batch that contains an event. */
export interface BatchOfEvent {
  readonly id: string;
  readonly destinationId: string;
  readonly log: string;
  readonly first: number;
}

type ReadSlots = Pick<SlotLog, 'last' | 'get' | 'from'>;

/**
 * The maximum number of slots to search for an event, from the first that may contain it. References rarely
 * arrive late.
 */
const MAX_SLOTS = 500;

/** Finds the batches that contain an event, one per destination that collects it. */
export async function findBatches(slots: ReadSlots, event: RecordedEvent): Promise<BatchOfEvent[]> {
  const found = await Promise.all(
    Object.entries(event.batches ?? {}).map(async ([destinationId, partition]) => {
      const log = logKey({
        tenantKey: incarnationKey(event.tenant_id, event.tenant_incarnation),
        destinationKey: incarnationKey(destinationId, matchedIncarnation(event, destinationId)),
        partition,
        acceptedAt: event.accepted_at,
      });
      const slot = await findSlot(slots, log, event);
      if (!slot) return undefined;
      const { first } = slot.batch;
      return { id: batchId(log, first, slot.batch.openedAt), destinationId, log, first };
    }),
  );
  return found.filter((batch) => batch !== undefined);
}

/** Events whose batches are searched concurrently. A request may name as many events as its URL can hold. */
const EVENTS_AT_ONCE = 10;

/** Finds the batches that contain these events. Returns the ids of the events by batch id. */
export async function eventsByBatch(
  slots: ReadSlots,
  events: readonly RecordedEvent[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = await pLimit(EVENTS_AT_ONCE).map(events, async (event) =>
    (await findBatches(slots, event)).map(({ id }) => ({ id, eventId: event.id })),
  );
  const byBatch = Map.groupBy(found.flat(), ({ id }) => id);
  return new Map([...byBatch].map(([id, of]) => [id, of.map(({ eventId }) => eventId)]));
}

/** Finds the slot to which an event belongs: the first that contains it. */
async function findSlot(
  slots: ReadSlots,
  log: string,
  { id, accepted_at }: RecordedEvent,
): Promise<Slot | undefined> {
  const start = await firstSeeing(slots, log, accepted_at);
  if (start === undefined) return undefined;
  for await (const slot of slots.from(log, start, false)) {
    const isHere = slot.events.some((one) => one.id === id && one.acceptedAt === accepted_at);
    if (isHere) return slot;
    if (slot.number >= start + MAX_SLOTS) return undefined;
  }
  return undefined;
}

/** The number of the first slot that may contain an event accepted at `acceptedAt`. */
async function firstSeeing(
  slots: ReadSlots,
  log: string,
  acceptedAt: string,
): Promise<number | undefined> {
  const last = await slots.last(log, false);
  if (!last || last.latestAcceptedAt < acceptedAt) return undefined;
  let [low, high] = [0, last.number];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const slot = await slots.get(log, middle, false);
    if (slot && slot.latestAcceptedAt < acceptedAt) low = middle + 1;
    else high = middle;
  }
  return low;
}
