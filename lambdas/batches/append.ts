import type { BatchRef } from '../events/delivery-message.ts';
import { delayUntil } from '../platform/sqs/queue.sqs.ts';
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
  readonly queueDelivery: (batch: BatchRef, delaySeconds: number) => Promise<void>;
  readonly now: () => Date;
  /** Waits after other runs have appended to the same log `conflicts` times in a row. */
  readonly backOff: (conflicts: number, signal: AbortSignal) => Promise<void>;
  /** Receives the references of each slot that was written. */
  readonly onAppended?: (references: readonly Reference[]) => void;
}

/**
 * Appends references to their log, in as many slots as they need. The references may have been appended
 * before: an event belongs to the first slot that contains it.
 *
 * ADR 0034 explains the order of effects, and the result of an interruption after each. The delivery of a
 * batch is queued before the batch exists. If the run dies in between, the delivery finds no batch, and SQS
 * redelivers the references.
 */
export async function append(deps: AppendDeps, chunk: Chunk, signal: AbortSignal): Promise<void> {
  const { slots, queueDelivery, now, backOff, onAppended } = deps;
  let conflicts = 0;
  let references = chunk.references.toSorted(byAcceptance);
  const log = logKey({ ...chunk, acceptedAt: references[0]?.acceptedAt ?? '' });
  let last = await slots.last(log, false);
  while (references.length > 0) {
    const { slot, takenCount } = nextSlot(last, references, { ...chunk, now: now() });
    const { first, dueAt } = slot.batch;
    if (opensBatch(last)) await queueDelivery({ log, first }, delayUntil(dueAt, now()));
    // A run that is about to end must not write a slot: the delivery may already have looked for it.
    signal.throwIfAborted();
    if (await slots.put(log, slot)) {
      onAppended?.(references.slice(0, takenCount));
      // If this delivery is lost, the one queued above delivers the batch at its maximum age.
      if (slot.cut !== undefined) await queueDelivery({ log, first, last: slot.number }, 0);
      last = slot;
      references = references.slice(takenCount);
      conflicts = 0;
    } else {
      // DynamoDB charges for a put that fails, so retrying at once would be expensive.
      conflicts += 1;
      await backOff(conflicts, signal);
      last = await slots.last(log, true);
    }
  }
}
