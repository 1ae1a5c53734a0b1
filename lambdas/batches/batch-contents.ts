import type { EventRef, Slot, SlotLog } from './slot.ts';

/**
 * Returns the events of a batch, each once. An event belongs to the first slot that contains it. If an
 * earlier slot of the log also contains it, the object of an earlier batch has the event.
 *
 * @param batch the slots of the batch
 */
export async function batchContents(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  batch: readonly Slot[],
): Promise<EventRef[]> {
  const events = new Map(
    batch.flatMap((slot) => slot.events).map((event) => [eventRefName(event), event]),
  );
  const [firstSlot] = batch;
  const from = batch
    .map((slot) => slot.firstAcceptedAt)
    .filter((time) => time !== '')
    .reduce((earliest, time) => (earliest === '' || time < earliest ? time : earliest), '');
  if (firstSlot === undefined || from === '') return [];
  // All earlier events of the log were accepted before those of this batch.
  if (firstSlot.batch.latestAcceptedBefore < from) return [...events.values()];
  for (const earlier of await readSlotsSince(slots, log, firstSlot.number, from)) {
    for (const event of earlier.events) events.delete(eventRefName(event));
  }
  return [...events.values()];
}

/** The slots before `number` that may contain an event accepted at `from` or later. */
async function readSlotsSince(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  number: number,
  from: string,
): Promise<readonly Slot[]> {
  const result = await readBackwards(slots, log, { number, from, consistent: false });
  if (result.isComplete) return result.slots;
  // A gap means that the read was stale. If a consistent read has a gap, too, the slots beyond it have
  // expired.
  return (await readBackwards(slots, log, { number, from, consistent: true })).slots;
}

interface ReadRange {
  readonly number: number;
  readonly from: string;
  readonly consistent: boolean;
}

async function readBackwards(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  { number, from, consistent }: ReadRange,
): Promise<{ readonly slots: readonly Slot[]; readonly isComplete: boolean }> {
  const read: Slot[] = [];
  for await (const slot of slots.before(log, number, consistent)) {
    if (slot.number !== number - 1 - read.length) return { slots: read, isComplete: false };
    if (slot.latestAcceptedAt < from) return { slots: read, isComplete: true };
    read.push(slot);
  }
  return { slots: read, isComplete: read.length === number };
}

const eventRefName = ({ id, acceptedAt }: EventRef): string => `${id}\t${acceptedAt}`;
