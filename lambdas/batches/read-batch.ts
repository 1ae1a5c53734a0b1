import type { BatchRef } from '../events/delivery-message.ts';
import { batchContents } from './batch-contents.ts';
import { closeBatch } from './close-batch.ts';
import type { CloseReason, EventRef, SlotLog } from './slot.ts';

/** A closed batch. Its contents no longer change. */
export interface ClosedBatch {
  readonly log: string;
  readonly first: number;
  readonly last: number;
  readonly partition: string;
  readonly openedAt: string;
  readonly cut: CloseReason;
  /** Each event once, without those that belong to an earlier batch. */
  readonly events: readonly EventRef[];
  /** The size of its events as JSON, duplicates included. */
  readonly bytes: number;
  /** Days for which its events are kept. */
  readonly retentionDays?: number | undefined;
}

/** Dependencies of {@link readBatch}. */
export interface ReadBatchDeps {
  readonly slots: SlotLog;
  readonly now: () => Date;
}

/** Closes a batch if it is still open, and reads its slots. It must be closed or due. */
export async function readBatch(deps: ReadBatchDeps, ref: BatchRef): Promise<ClosedBatch> {
  const slots = await closeBatch(deps, ref);
  const last = slots.at(-1);
  if (last?.cut === undefined)
    throw new Error(`the closed batch ${ref.first} in ${ref.log} has no last slot`);
  return {
    log: ref.log,
    first: ref.first,
    last: last.number,
    partition: last.partition,
    openedAt: last.batch.openedAt,
    cut: last.cut,
    events: await batchContents(deps.slots, ref.log, slots),
    bytes: last.batch.bytes,
    retentionDays: slots[0]?.retentionDays,
  };
}
