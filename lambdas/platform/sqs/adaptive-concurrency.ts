import { boundedCache } from '../bounded-cache.ts';

/** The number of throttled groups that an instance remembers. */
const MAX_CACHED = 10_000;

/** Milliseconds without an update after which a group's limit is reset. */
const RESET_AFTER_MS = 5 * 60_000;

/**
 * An adaptive concurrency limit per message group. It starts at `max`, is halved on overload and grows by
 * one with each success (additive increase, multiplicative decrease: RFC 5681, section 3.1). Each instance
 * of a function keeps its own limits.
 *
 * It is not in the throttle's file: every function that reads a queue imports the throttle, and only one
 * uses adaptive limits.
 */
export class AdaptiveLimit {
  readonly #max: number;
  readonly #limits = boundedCache<number>(MAX_CACHED, RESET_AFTER_MS);

  constructor(max: number) {
    this.#max = max;
  }

  /** The limit of a group, from 1 to `max`. */
  get(group: string): number {
    return this.#limits.get(group) ?? this.#max;
  }

  /** Halves a group's limit after an overload. */
  decrease(group: string): void {
    this.#limits.set(group, Math.max(1, Math.floor(this.get(group) / 2)));
  }

  /** Raises a group's limit by one after a success. */
  increase(group: string): void {
    const limit = this.#limits.get(group);
    if (limit !== undefined) this.#limits.set(group, Math.min(limit + 1, this.#max));
  }
}
