import { parseLogDay, parseLogOwner } from '../batches/batch-log.ts';
import type { Slot, SlotLog } from '../batches/slot.ts';
import type { SlotEraser } from '../batches/slot-eraser.dynamo.ts';
import { batchId } from '../events/batch-id.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { WHOLE_RANGE } from '../platform/dynamodb/timeline.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

/** The maximum number of slots that one step reads. It looks up the events of each. */
const MAX_SLOTS = 20;

/** Separates the position of a log from the number of its last slot that was read. */
const SEPARATOR = '\t';

/** Dependencies of {@link eraseFromBatches}. */
interface EraseBatchesDeps {
  readonly eventEraser: EventEraser;
  readonly slots: Pick<SlotLog, 'from' | 'last'>;
  readonly slotEraser: SlotEraser;
  readonly parking: Pick<ParkingLot, 'unpark'>;
}

/**
 * Removes erased events from the next slots of the tenant's logs, and deletes what is recorded of batches
 * without events. The log of an earlier day is deleted with its last event, unless its last batch is open.
 */
export async function eraseFromBatches(deps: EraseBatchesDeps, erasure: Erasure) {
  const [position = '', slot] = erasure.reached.split(SEPARATOR);
  const { rows, more } = await deps.slotEraser.listLogs(erasure.tenant_id, {
    // Start with the log in which the previous step ended.
    after: slot === undefined ? position : position.slice(0, -1),
    before: WHOLE_RANGE.before,
    descending: false,
    limit: 1,
    wanted: () => true,
  });
  const [row] = rows;
  if (!row) return { reached: erasure.reached, more: false };
  const first = slot !== undefined && row.position === position ? Number(slot) + 1 : 0;
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
  deps: EraseBatchesDeps,
  { created_at, after }: Erasure,
  log: string,
  first: number,
): Promise<ErasedSlots> {
  const requestedAt = new Date(created_at);
  // Only without a start time does the erasure include events that have expired, as for attempts.
  const keepsExpired = after !== WHOLE_RANGE.after;
  let last = first - 1;
  let deleted_attempts = 0;
  for await (const slot of deps.slots.from(log, first, true)) {
    if (last - first >= MAX_SLOTS) return { last, isAll: false, deleted_attempts };
    last = slot.number;
    const remaining =
      slot.events.length > 0
        ? await deps.slotEraser.removeErased(log, slot, requestedAt, keepsExpired)
        : 0;
    if (slot.cut !== undefined && remaining === 0) {
      deleted_attempts += await eraseBatch(deps, log, slot);
    }
  }
  const isPast = parseLogDay(log) < created_at.slice(0, 'yyyy-mm-dd'.length);
  if (isPast) await deleteEmptyLog(deps, log);
  return { last, isAll: true, deleted_attempts };
}

/**
 * Deletes what is recorded of a batch without events: its attempts, its parked delivery and the key of its
 * object. Returns how many attempts it deleted.
 */
async function eraseBatch(
  { eventEraser, slots, slotEraser, parking }: EraseBatchesDeps,
  log: string,
  { number, batch }: Slot,
): Promise<number> {
  for await (const slot of slots.from(log, batch.first, true)) {
    if (slot.events.length > 0) return 0;
    if (slot.number === number) break;
  }
  const owner = parseLogOwner(log);
  const id = batchId(log, batch.first, batch.openedAt);
  await slotEraser.deleteObjects(log, batch.first);
  await parking.unpark({ ...owner, event_id: id, event_time: batch.openedAt }, Infinity);
  const tenantKey = incarnationKey(owner.tenant_id, owner.tenant_incarnation);
  const { attempts } = await eventEraser.listEventItems(tenantKey, id);
  return eventEraser.delete(attempts);
}

/**
 * Deletes a log without events. A late reference joins the last batch while that batch is open. After that,
 * it opens another batch, whose number follows from the last slot. An open log is therefore kept until it
 * expires, and the last slot is deleted last, right after the first slot, by which erasures find the log.
 */
async function deleteEmptyLog(
  { slots, slotEraser }: Pick<EraseBatchesDeps, 'slots' | 'slotEraser'>,
  log: string,
): Promise<void> {
  const numbers: number[] = [];
  let isClosed = false;
  for await (const { number, events, cut } of slots.from(log, 0, true)) {
    if (events.length > 0) return;
    numbers.push(number);
    isClosed = cut !== undefined;
  }
  const [last] = numbers.slice(-1);
  if (last === undefined || !isClosed) return;
  for (const number of numbers.slice(1, -1)) await slotEraser.deleteSlot(log, number);
  if ((await slots.last(log, true))?.number !== last) return;
  if (last > 0) await slotEraser.deleteSlot(log, 0);
  await slotEraser.deleteSlot(log, last);
}
