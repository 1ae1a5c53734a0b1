import type { BatchRef } from '../events/delivery-message.ts';
import { cutSlot } from './next-slot.ts';
import type { Slot, SlotLog } from './slot.ts';

/** Dependencies of {@link closeBatch}. */
export interface CloseDeps {
  readonly slots: Pick<SlotLog, 'from' | 'put'>;
  readonly now: () => Date;
}

/**
 * Returns the slots of a batch, from the one that opened it to the one that closed it. Closes a batch
 * that is still open, because it is due: no further event is appended to it then.
 *
 * @param batch must be closed or due
 */
export async function closeBatch(
  { slots, now }: CloseDeps,
  { log, first, last: expected }: BatchRef,
): Promise<readonly Slot[]> {
  for (let consistent = false; ; consistent = true) {
    const found = await slotsOf(slots, { log, first }, consistent);
    const last = found?.at(-1);
    if (found && last?.cut !== undefined) return found;
    // A gap, or the lack of a slot that is known to be there, shows a read that is not current.
    const isStale = found === undefined || last === undefined || expected !== undefined;
    if (isStale && consistent) throw new Error(`slots are missing after ${first} in ${log}`);
    if (isStale) continue;
    const closing = cutSlot(last, now());
    if (await slots.put(log, closing)) return [...found, closing];
  }
}

/** The slots of a batch as far as they were read; undefined when one is missing. */
async function slotsOf(
  slots: Pick<SlotLog, 'from'>,
  { log, first }: BatchRef,
  consistent: boolean,
): Promise<Slot[] | undefined> {
  const found: Slot[] = [];
  for await (const slot of slots.from(log, first, consistent)) {
    if (slot.number !== first + found.length) return undefined;
    found.push(slot);
    if (slot.cut !== undefined) break;
  }
  return found;
}
