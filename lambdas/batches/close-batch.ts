import type { BatchRef } from '../events/delivery-message.ts';
import { closingSlot } from './next-slot.ts';
import type { Slot, SlotLog } from './slot.ts';

/** Dependencies of {@link closeBatch}. */
export interface CloseDeps {
  readonly slots: Pick<SlotLog, 'from' | 'put'>;
  readonly now: () => Date;
}

/**
 * Returns the slots of a batch, from the one that opened it to the one that closed it. Closes a batch that
 * is due and still open, so that no further event is appended to it.
 *
 * @param batch must be closed or due
 */
export async function closeBatch(
  { slots, now }: CloseDeps,
  { log, first, last: expectedLast }: BatchRef,
): Promise<readonly Slot[]> {
  for (let consistent = false; ; consistent = true) {
    const existing = await readSlots(slots, { log, first }, consistent);
    const last = existing?.at(-1);
    if (existing && last?.cut !== undefined) return existing;
    // A gap, or a missing slot that is known to exist, means that the read was stale.
    const isStale = existing === undefined || last === undefined || expectedLast !== undefined;
    if (isStale && consistent) throw new Error(`slots are missing after ${first} in ${log}`);
    if (isStale) continue;
    const closed = closingSlot(last, now());
    if (await slots.put(log, closed)) return [...existing, closed];
  }
}

/** The slots of a batch as far as they were read; undefined when one is missing. */
async function readSlots(
  slots: Pick<SlotLog, 'from'>,
  { log, first }: BatchRef,
  consistent: boolean,
): Promise<Slot[] | undefined> {
  const read: Slot[] = [];
  for await (const slot of slots.from(log, first, consistent)) {
    if (slot.number !== first + read.length) return undefined;
    read.push(slot);
    if (slot.cut !== undefined) break;
  }
  return read;
}
