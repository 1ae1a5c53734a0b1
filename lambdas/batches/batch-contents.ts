import type { EventRef, Slot, SlotLog } from './slot.ts';

/**
 * Returns the events of a batch, each once. An event belongs to the first slot that has it: an event that
 * an earlier slot of the log has as well is in the object of an earlier batch.
 *
 * @param batch the slots of the batch
 */
export async function contentsOf(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  batch: readonly Slot[],
): Promise<EventRef[]> {
  const events = new Map(batch.flatMap((slot) => slot.events).map((one) => [nameOf(one), one]));
  const [opening] = batch;
  const from = batch
    .map((slot) => slot.from)
    .filter((time) => time !== '')
    .reduce((earliest, time) => (earliest === '' || time < earliest ? time : earliest), '');
  if (opening === undefined || from === '') return [];
  // All that the log had before were accepted earlier.
  if (opening.batch.seenBefore < from) return [...events.values()];
  for (const earlier of await slotsSince(slots, log, opening.number, from)) {
    for (const one of earlier.events) events.delete(nameOf(one));
  }
  return [...events.values()];
}

/** The slots before `number` that may have an event accepted at `from` or later. */
async function slotsSince(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  number: number,
  from: string,
): Promise<readonly Slot[]> {
  const found = await readBack(slots, log, { number, from, consistent: false });
  if (found.isComplete) return found.slots;
  // A gap shows a read that is not current. If there still is one, the slots beyond it have expired.
  return (await readBack(slots, log, { number, from, consistent: true })).slots;
}

interface ReadBack {
  readonly number: number;
  readonly from: string;
  readonly consistent: boolean;
}

async function readBack(
  slots: Pick<SlotLog, 'before'>,
  log: string,
  { number, from, consistent }: ReadBack,
): Promise<{ readonly slots: readonly Slot[]; readonly isComplete: boolean }> {
  const found: Slot[] = [];
  for await (const slot of slots.before(log, number, consistent)) {
    if (slot.number !== number - 1 - found.length) return { slots: found, isComplete: false };
    if (slot.seen < from) return { slots: found, isComplete: true };
    found.push(slot);
  }
  return { slots: found, isComplete: found.length === number };
}

const nameOf = ({ id, acceptedAt }: EventRef): string => `${id}\t${acceptedAt}`;
