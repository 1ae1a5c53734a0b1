import type { DeadLetter } from './dead-letter.ts';

/** Receives and releases dead letters. */
export interface Receiver {
  receive(): Promise<DeadLetter[]>;
  /** Returns the number of dead letters that stay hidden. */
  release(deadLetters: readonly DeadLetter[]): Promise<number>;
  /** The approximate number of visible dead letters. */
  waiting(): Promise<number>;
}

/** The result of a visit. */
interface Visited {
  /** Deleted dead letters; all others are released when the drain ends. */
  readonly deleted: readonly DeadLetter[];
  /** Whether the drain may end here. */
  readonly enough: boolean;
  /** Ends the drain as an error, once the deleted dead letters are recorded. */
  readonly error?: unknown;
}

/** Processes dead letters that it has not seen before, at least one and at most ten. */
export type Visit = (deadLetters: readonly DeadLetter[]) => Promise<Visited>;

/** How a drain ended: all seen, not all seen, stopped by the visitor, or stopped by the signal. */
export type Ending = 'all' | 'not all' | 'enough' | 'stopped';

/** Signals into and out of a drain. */
export interface DrainHooks {
  /** Ends the drain between two visits, never within one. */
  readonly signal: AbortSignal;
  /**
   * Called with the number of dead letters that stay hidden until their visibility timeout expires.
   */
  readonly hidden: (count: number) => void;
}

/**
 * Passes every dead letter to `visit` once, until there are no more. All that are not deleted are
 * released at the end, also after an error; until then they are hidden from other consumers.
 */
export async function drain(receiver: Receiver, visit: Visit, hooks: DrainHooks): Promise<Ending> {
  const heldById = new Map<string, DeadLetter>();
  try {
    return await receiveAll(receiver, visit, hooks.signal, heldById);
  } finally {
    const hidden = await receiver.release([...heldById.values()]).catch(() => heldById.size);
    if (hidden > 0) hooks.hidden(hidden);
  }
}

/**
 * SQS allows 120,000 messages in flight and then returns none, without an error: SQSDeveloperGuide,
 * quotas-queues.
 */
const MAX_IN_FLIGHT = 119_990;

/**
 * After this many consecutive receives without a new dead letter, the drain ends. A single empty receive is
 * enough if SQS also counts no messages. Stale receives return only messages whose visibility timeout has
 * expired meanwhile.
 */
const EMPTY_RECEIVES = 2;
const STALE_RECEIVES = 5;

/** The loop of {@link drain}; `heldById` always contains what must be released. */
async function receiveAll(
  receiver: Receiver,
  visit: Visit,
  signal: AbortSignal,
  heldById: Map<string, DeadLetter>,
): Promise<Ending> {
  const seen = new Set<string>();
  for (let idle = 1; !signal.aborted; idle += 1) {
    const deadLetters = await receiver.receive();
    for (const deadLetter of deadLetters) heldById.set(deadLetter.deadLetterId, deadLetter);
    const fresh = deadLetters.filter(({ deadLetterId }) => !seen.has(deadLetterId));
    for (const { deadLetterId } of fresh) seen.add(deadLetterId);
    if (deadLetters.length === 0) {
      const none = idle >= EMPTY_RECEIVES || (await receiver.waiting()) === 0;
      if (none) return heldById.size < MAX_IN_FLIGHT ? 'all' : 'not all';
    } else if (fresh.length > 0) {
      const { deleted, enough, error } = await visit(fresh);
      for (const { deadLetterId } of deleted) heldById.delete(deadLetterId);
      if (error !== undefined) throw error;
      if (enough) return 'enough';
      idle = 0;
    } else if (idle >= STALE_RECEIVES) return 'not all';
  }
  return 'stopped';
}
