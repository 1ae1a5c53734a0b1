import { batchId } from '../batches/batch-id.ts';
import { parseLogDay, parseLogOwner } from '../batches/batch-log.ts';
import type { Slot, SlotLog } from '../batches/slot.ts';
import type { SlotEraser } from '../batches/slot-eraser.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { WHOLE } from '../platform/dynamodb/timeline.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

/** Slots that one step reads: the events of each are looked up. */
const MAX_SLOTS = 20;

/** Separates the position of a log from the number of its last slot that was read. */
const SEPARATOR = '\t';

/** Dependencies of {@link eraseFromBatches}. */
interface EraseBatchesDeps {
  readonly log: EventEraser;
  readonly slots: Pick<SlotLog, 'from'>;
  readonly slotEraser: SlotEraser;
}

/**
 * Removes erased events from the next slots of the tenant's logs, and deletes the attempts of batches
 * without events. The log of an earlier day is deleted with its last event: no event is added to it.
 */
export async function eraseFromBatches(deps: EraseBatchesDeps, erasure: Erasure) {
  const [position = '', slot] = erasure.reached.split(SEPARATOR);
  const { rows, more } = await deps.slotEraser.listLogs(erasure.tenant_id, {
    // The log in which the step before has ended comes first.
    after: slot === undefined ? position : position.slice(0, -1),
    before: WHOLE.before,
    descending: false,
    limit: 1,
    wanted: () => true,
  });
  const [row] = rows;
  if (!row) return { reached: erasure.reached, more: false };
  const first = slot === undefined ? 0 : Number(slot) + 1;
  const { last, isAll, deleted_attempts } = await eraseSlots(deps, erasure, row.pk, first);
  return isAll
    ? { reached: row.position, more, deleted_attempts }
    : { reached: `${row.position}${SEPARATOR}${last}`, more: true, deleted_attempts };
}

interface ErasedSlots {
  /** The number of the last slot that was read. */
  readonly last: number;
  readonly isAll: boolean;
  readonly deleted_attempts: number;
}

async function eraseSlots(
  { log: eraser, slots, slotEraser }: EraseBatchesDeps,
  { created_at }: Erasure,
  log: string,
  first: number,
): Promise<ErasedSlots> {
  let last = first - 1;
  let deleted_attempts = 0;
  for await (const slot of slots.from(log, first, true)) {
    if (last - first >= MAX_SLOTS) return { last, isAll: false, deleted_attempts };
    last = slot.number;
    const remaining = slot.events.length > 0 ? await slotEraser.removeErased(log, slot) : 0;
    if (slot.cut !== undefined && remaining === 0) {
      deleted_attempts += await eraseAttempts({ log: eraser, slots, slotEraser }, log, slot);
    }
  }
  const isPast = parseLogDay(log) < created_at.slice(0, 'yyyy-mm-dd'.length);
  if (isPast && (await isEmpty(slots, log))) await deleteLog(slots, slotEraser, log);
  return { last, isAll: true, deleted_attempts };
}

/**
 * Deletes the attempts of a batch, and the key of its object, given its last slot, if no slot of it has events. Returns how many it
 * deleted.
 */
async function eraseAttempts(
  { log: eraser, slots, slotEraser }: EraseBatchesDeps,
  log: string,
  { number, batch }: Slot,
): Promise<number> {
  for await (const slot of slots.from(log, batch.first, true)) {
    if (slot.events.length > 0) return 0;
    if (slot.number === number) break;
  }
  const { tenant_id, tenant_incarnation } = parseLogOwner(log);
  await slotEraser.deleteObjects(log, batch.first);
  const id = batchId(log, batch.first, batch.openedAt);
  const { attempts } = await eraser.listEventItems(
    incarnationKey(tenant_id, tenant_incarnation),
    id,
  );
  return eraser.delete(attempts);
}

async function isEmpty(slots: Pick<SlotLog, 'from'>, log: string): Promise<boolean> {
  for await (const { events } of slots.from(log, 0, true)) if (events.length > 0) return false;
  return true;
}

/** The first slot, by which the log is found, is deleted last. */
async function deleteLog(
  slots: Pick<SlotLog, 'from'>,
  slotEraser: SlotEraser,
  log: string,
): Promise<void> {
  for await (const { number } of slots.from(log, 1, true)) await slotEraser.deleteSlot(log, number);
  await slotEraser.deleteSlot(log, 0);
}
