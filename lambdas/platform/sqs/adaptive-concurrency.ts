import { LRUCache } from 'lru-cache';

/** Groups in trouble that a function knows by heart. */
const MOST_REMEMBERED = 10_000;

/** After so long without news of a group, all may be well with it. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * How many records of a group may be worked on at once: `most`, until it turns out to be too many.
 * Then half as many, and one more with each that goes well (additive increase, multiplicative
 * decrease: RFC 5681, section 3.1). What one instance of a function has learnt, it keeps to itself.
 */
export class AdaptiveLimit {
  readonly #most: number;
  readonly #caps = new LRUCache<string, number>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS });

  constructor(most: number) {
    this.#most = most;
  }

  /** From 1 to the most. */
  get(group: string): number {
    return this.#caps.get(group) ?? this.#most;
  }

  /** They were too many. */
  decrease(group: string): void {
    this.#caps.set(group, Math.max(1, Math.floor(this.get(group) / 2)));
  }

  /** One has gone well. */
  increase(group: string): void {
    const cap = this.#caps.get(group);
    if (cap !== undefined) this.#caps.set(group, Math.min(cap + 1, this.#most));
  }
}
