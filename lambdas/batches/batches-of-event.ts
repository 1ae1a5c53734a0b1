import pLimit from 'p-limit';
import { batchId } from '../events/batch-id.ts';
import {
  batchPartition,
  matchedIncarnation,
  type RecordedEvent,
} from '../events/recorded-event.ts';
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

/** The slots to search. */
export interface SearchedSlots extends Pick<SlotLog, 'last' | 'get'> {
  /**
   * Yields the slots from `first` that may contain an event accepted at `acceptedAt`, in pages of 1 MB of
   * slots read.
   */
  pagesWith(log: string, first: number, acceptedAt: string): AsyncIterable<readonly Slot[]>;
}

/** The slots of a busy log take about 1 GB. Reading this many pages takes seconds. */
const MAX_PAGES = 100;

/**
 * Finds the batch in which a destination collects an event: undefined before it does. `unknown` means that
 * the reference to the event may have arrived too late to be found.
 */
export async function findBatchAt(
  slots: SearchedSlots,
  event: RecordedEvent,
  destinationId: string,
): Promise<BatchOfEvent | 'unknown' | undefined> {
  const partition = batchPartition(event, destinationId);
  if (partition === undefined) return undefined;
  const log = logKey({
    tenantKey: incarnationKey(event.tenant_id, event.tenant_incarnation),
    destinationKey: incarnationKey(destinationId, matchedIncarnation(event, destinationId)),
    partition,
    acceptedAt: event.accepted_at,
  });
  const slot = await findSlot(slots, log, event);
  if (slot === undefined || slot === 'unknown') return slot;
  const { first, openedAt } = slot.batch;
  return { id: batchId(log, first, openedAt), destinationId, log, first };
}

/** Finds the batches that contain an event, one per destination that collects it. */
async function findBatches(slots: SearchedSlots, event: RecordedEvent): Promise<BatchOfEvent[]> {
  const found = await Promise.all(
    Object.keys(event.batches ?? {}).map((id) => findBatchAt(slots, event, id)),
  );
  return found.filter((batch) => typeof batch === 'object');
}

/** Events whose batches are searched concurrently. A request may name as many events as its URL can hold. */
const EVENTS_AT_ONCE = 10;

/** Finds the batches that contain these events. Returns the ids of the events by batch id. */
export async function eventsByBatch(
  slots: SearchedSlots,
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
  slots: SearchedSlots,
  log: string,
  { id, accepted_at }: RecordedEvent,
): Promise<Slot | 'unknown' | undefined> {
  const start = await firstSeeing(slots, log, accepted_at);
  if (start === undefined) return undefined;
  let pages = 0;
  for await (const page of slots.pagesWith(log, start, accepted_at)) {
    const slot = page.find(({ events }) =>
      events.some((one) => one.id === id && one.acceptedAt === accepted_at),
    );
    if (slot) return slot;
    pages += 1;
    if (pages === MAX_PAGES) return 'unknown';
  }
  return undefined;
}

/** The number of the first slot that may contain an event accepted at `acceptedAt`. */
async function firstSeeing(
  slots: SearchedSlots,
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
