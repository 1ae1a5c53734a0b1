import type { DeadLetter } from './dead-letter.ts';

/** Who lends letters, and takes them back. */
export interface Receiver {
  receive(): Promise<DeadLetter[]>;
  /** Answers how many stay out of sight all the same. */
  release(letters: readonly DeadLetter[]): Promise<number>;
  /** About how many letters can be lent. */
  waiting(): Promise<number>;
}

/** What a visit came to. */
interface Visited {
  /** The letters that are deleted; all others are given back when the walk ends. */
  readonly gone: readonly DeadLetter[];
  /** Whether the walk may end here. */
  readonly enough: boolean;
  /** What ends the walk as an error, once the letters that are gone are known. */
  readonly fault?: unknown;
}

/** Shows letters that have not been shown before, at least one and at most ten. */
export type Visit = (letters: readonly DeadLetter[]) => Promise<Visited>;

/** How a walk ended: having seen all, short of it, by its visitor's will, or by a signal. */
export type Ending = 'all' | 'not all' | 'enough' | 'stopped';

/** What a walk is told by, and tells. */
export interface Company {
  /** Ends a walk between two visits, never within one. */
  readonly signal: AbortSignal;
  /** Is told how many letters stay out of sight until SQS takes them back by itself. */
  readonly hidden: (count: number) => void;
}

/**
 * Shows every letter to `visit` once, until there are no others. However it ends, also by an error,
 * what is not gone is given back; until then nobody else sees it.
 */
export async function drain(lender: Receiver, visit: Visit, company: Company): Promise<Ending> {
  const lent = new Map<string, DeadLetter>();
  try {
    return await walkOn(lender, visit, company.signal, lent);
  } finally {
    const hidden = await lender.release([...lent.values()]).catch(() => lent.size);
    if (hidden > 0) company.hidden(hidden);
  }
}

/** SQS lends 120,000 at one time, and then nothing, without a word: SQSDeveloperGuide, quotas-queues. */
const MOST_LENT = 119_990;

/**
 * Lends in a row without a new letter that end a walk: empty ones, of which one will do when SQS
 * counts none either, and such that bring only letters whose time has run out meanwhile.
 */
const EMPTY_LENDS = 2;
const STALE_LENDS = 5;

/** As {@link drain}; `lent` holds, at any moment, what must be given back. */
async function walkOn(
  lender: Receiver,
  visit: Visit,
  signal: AbortSignal,
  lent: Map<string, DeadLetter>,
): Promise<Ending> {
  const seen = new Set<string>();
  for (let idle = 1; !signal.aborted; idle += 1) {
    const letters = await lender.receive();
    for (const letter of letters) lent.set(letter.letterId, letter);
    const fresh = letters.filter(({ letterId }) => !seen.has(letterId));
    for (const { letterId } of fresh) seen.add(letterId);
    if (letters.length === 0) {
      const none = idle >= EMPTY_LENDS || (await lender.waiting()) === 0;
      if (none) return lent.size < MOST_LENT ? 'all' : 'not all';
    } else if (fresh.length > 0) {
      const { gone, enough, fault } = await visit(fresh);
      for (const { letterId } of gone) lent.delete(letterId);
      if (fault !== undefined) throw fault;
      if (enough) return 'enough';
      idle = 0;
    } else if (idle >= STALE_LENDS) return 'not all';
  }
  return 'stopped';
}
