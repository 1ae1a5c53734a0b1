import type { BatchRef } from '../events/delivery-message.ts';
import { LONGEST_DELAY_SECONDS } from '../platform/sqs/queue.sqs.ts';
import { logKey } from './batch-log.ts';
import {
  type BatchLimits,
  byAcceptance,
  nextSlot,
  opensBatch,
  type Reference,
} from './next-slot.ts';
import type { SlotLog } from './slot.ts';

/** References to append to one log. */
export interface Chunk {
  readonly tenantKey: string;
  readonly destinationKey: string;
  readonly partition: string;
  readonly limits: BatchLimits;
  /** At least one; all were accepted on the same day. */
  readonly references: readonly Reference[];
}

/** Dependencies of {@link append}. */
export interface AppendDeps {
  readonly slots: Pick<SlotLog, 'last' | 'put'>;
  /** Asks for the delivery of a batch. */
  readonly askForDelivery: (batch: BatchRef, delaySeconds: number) => Promise<void>;
  readonly now: () => Date;
  /** Waits for another run that appends to the same log, which it does this many times in a row. */
  readonly giveWay: (conflicts: number, signal: AbortSignal) => Promise<void>;
  /** Receives the references of each slot that was written. */
  readonly onAppended?: (references: readonly Reference[]) => void;
}

/**
 * Appends references to their log, in as many slots as they need. The references may have been appended
 * before: an event belongs to the first slot that has it.
 *
 * The order of effects is that of ADR 0034, which says what an interruption after each leaves. A batch
 * is asked for before it is there. If the run dies in between, the delivery finds no batch, and the
 * references are received again.
 */
export async function append(deps: AppendDeps, chunk: Chunk, signal: AbortSignal): Promise<void> {
  const { slots, askForDelivery, now, giveWay, onAppended } = deps;
  let conflicts = 0;
  let references = chunk.references.toSorted(byAcceptance);
  const log = logKey({ ...chunk, acceptedAt: references[0]?.acceptedAt ?? '' });
  let last = await slots.last(log, false);
  while (references.length > 0) {
    const { slot, takenCount } = nextSlot(last, references, { ...chunk, now: now() });
    const { first, dueAt } = slot.batch;
    if (opensBatch(last)) await askForDelivery({ log, first }, secondsUntil(dueAt, now()));
    // A run that is about to end must not write a slot: the delivery may already have looked for it.
    signal.throwIfAborted();
    if (await slots.put(log, slot)) {
      onAppended?.(references.slice(0, takenCount));
      // Without this delivery, the one asked for above closes the batch at its age.
      if (slot.cut !== undefined) await askForDelivery({ log, first, last: slot.number }, 0);
      last = slot;
      references = references.slice(takenCount);
      conflicts = 0;
    } else {
      // A put that fails is charged like one that succeeds.
      conflicts += 1;
      await giveWay(conflicts, signal);
      last = await slots.last(log, true);
    }
  }
}

/** Seconds until `instant`, rounded up, as the delay of a message. */
export const secondsUntil = (instant: string, now: Date): number => {
  const seconds = Math.ceil((Date.parse(instant) - now.getTime()) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_DELAY_SECONDS);
};
