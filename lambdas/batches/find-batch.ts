import type { BatchRef } from '../events/delivery-message.ts';
import { delayUntil } from '../platform/sqs/queue.sqs.ts';
import type { Slot, SlotLog } from './slot.ts';

/** The next step of a delivery of a batch. */
export type FoundBatch =
  | {
      /** Deliver: the batch is closed, or is to be closed. */
      readonly kind: 'due';
      readonly firstSlot: Slot;
    }
  | {
      /** Send this delivery instead. */
      readonly kind: 'early';
      readonly batch: BatchRef;
      readonly delaySeconds: number;
    }
  | {
      /** Discard the delivery: the run that queued it ended before it wrote the batch. */
      readonly kind: 'absent';
    };

/** Dependencies of {@link findBatch}. */
export interface FindDeps {
  readonly slots: Pick<SlotLog, 'get'>;
  readonly now: () => Date;
}

/** How long a delivery waits for its batch, and the delay between two lookups. */
const ABSENT = { forMs: 600_000, delaySeconds: 60 } as const;

/** Finds the batch of a delivery, and whether it is time to deliver it. */
export async function findBatch(deps: FindDeps, batch: BatchRef): Promise<FoundBatch> {
  const firstSlot = await readFirstSlot(deps, batch);
  const now = deps.now();
  if (firstSlot === undefined) return awaitBatch(batch, now);
  const { dueAt } = firstSlot.batch;
  if (batch.last !== undefined || Date.parse(dueAt) <= now.getTime()) {
    return { kind: 'due', firstSlot };
  }
  return { kind: 'early', batch, delaySeconds: delayUntil(dueAt, now) };
}

/** Whether a batch is stored. Its log expires after its events. */
export const hasBatch = async (slots: Pick<SlotLog, 'get'>, batch: BatchRef): Promise<boolean> =>
  (await readFirstSlot({ slots }, batch)) !== undefined;

async function readFirstSlot(
  { slots }: Pick<FindDeps, 'slots'>,
  { log, first }: BatchRef,
): Promise<Slot | undefined> {
  return (await slots.get(log, first, false)) ?? slots.get(log, first, true);
}

function awaitBatch(batch: BatchRef, now: Date): FoundBatch {
  const absent_since = batch.absent_since ?? now.toISOString();
  const waitedMs = now.getTime() - Date.parse(absent_since);
  return waitedMs < ABSENT.forMs
    ? { kind: 'early', batch: { ...batch, absent_since }, delaySeconds: ABSENT.delaySeconds }
    : { kind: 'absent' };
}
