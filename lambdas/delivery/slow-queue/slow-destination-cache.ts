import { LRUCache } from 'lru-cache';
import type { LatencyClass } from './latency.ts';

/** Destinations that an instance knows by heart. */
const MOST_REMEMBERED = 10_000;

/** After so long without news of a destination, what was known of it says nothing. */
const REMEMBERED_MS = 5 * 60_000;

/** One slow write among quick ones says nothing of the store: of a million, some always are. */
const SLOW_IN_A_ROW = 2;

/** How destinations have been doing, as far as one instance of the deliverer has seen it. */
export class SlowDestinationCache {
  /** How many writes in a row were slow, by destination. */
  readonly #slow = new LRUCache<string, number>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });
  /** Until when the instance has noted destinations to be slow. */
  readonly #noted = new LRUCache<string, string>({ max: MOST_REMEMBERED });

  /** Takes note of a write. Whether the destination is slow: two in a row were, or the first. */
  isSlow(destination: string, pace: LatencyClass): boolean {
    if (pace === 'none') return false;
    const before = this.#slow.get(destination) ?? SLOW_IN_A_ROW - 1;
    const slow = pace === 'quick' ? 0 : Math.min(before + 1, SLOW_IN_A_ROW);
    this.#slow.set(destination, slow);
    return slow === SLOW_IN_A_ROW;
  }

  /** Until when the instance has noted the destination to be slow: those who write side by side note it once. */
  notedUntil(destination: string): string | undefined {
    return this.#noted.get(destination);
  }

  /** Takes note of that. */
  note(destination: string, until: string): void {
    this.#noted.set(destination, until);
  }
}
