import { LRUCache } from 'lru-cache';
import type { LatencyClass } from './latency.ts';

/** Maximum number of destinations an instance caches. */
const MAX_ENTRIES = 10_000;

/** Time to live of an entry without further writes, in milliseconds. */
const TTL_MS = 5 * 60_000;

/** Consecutive slow writes that mark a destination as slow. Single slow writes occur at every store. */
const SLOW_IN_A_ROW = 2;

/** The recent latency of destinations, as observed by one instance of the deliverer. */
export class SlowDestinationCache {
  /** Consecutive slow writes, by destination. */
  readonly #slow = new LRUCache<string, number>({ max: MAX_ENTRIES, ttl: TTL_MS });
  /** The time until which this instance has marked each destination as slow. */
  readonly #markedUntil = new LRUCache<string, string>({ max: MAX_ENTRIES });

  /**
   * Records a write. Returns true when the destination is slow: two consecutive writes were slow, or the
   * first write to a destination that is not cached.
   */
  isSlow(destination: string, latency: LatencyClass): boolean {
    if (latency === 'none') return false;
    const previous = this.#slow.get(destination) ?? SLOW_IN_A_ROW - 1;
    const slow = latency === 'primary' ? 0 : Math.min(previous + 1, SLOW_IN_A_ROW);
    this.#slow.set(destination, slow);
    return slow === SLOW_IN_A_ROW;
  }

  /** The time until which this instance has marked the destination as slow. Concurrent writes therefore mark it once. */
  slowUntil(destination: string): string | undefined {
    return this.#markedUntil.get(destination);
  }

  /** Stores that time. */
  markSlow(destination: string, until: string): void {
    this.#markedUntil.set(destination, until);
  }
}
