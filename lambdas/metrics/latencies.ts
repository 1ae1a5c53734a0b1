import { own } from '../platform/json/json.ts';

/**
 * Upper bounds of the histogram's buckets in milliseconds, inclusive. The last bucket has none. From 6 ms
 * on, a bucket ends at one and a half times its lower bound, so reported values are at most 20 % off.
 * 2,293 ms exceed the write timeout of the primary queue.
 */
const UPPER_BOUNDS = [5, 9, 15, 24, 37, 57, 87, 132, 199, 300, 451, 678, 1018, 1528, 2293] as const;

const FIRST = 0;
const LAST = UPPER_BOUNDS.length;

/**
 * A histogram of endpoint latencies in milliseconds, with the sums needed for the averages of all values
 * and of its first and last bucket.
 */
export class Latencies {
  readonly #counts = new Map<number, number>();
  #sum = 0;
  #sumOfFirst = 0;
  #sumOfLast = 0;

  /** Creates a histogram of one latency. */
  static of(ms: number): Latencies {
    const one = new Latencies();
    one.add(ms);
    return one;
  }

  /** Reads a histogram from an item with {@link attributes}. Returns undefined when the item has none. */
  static in(item: Readonly<Record<string, unknown>>): Latencies | undefined {
    if (item[SUM] === undefined) return undefined;
    const found = new Latencies();
    for (const [bucket, name] of COUNTS.entries()) {
      const count = own(item, name);
      if (count !== undefined) found.#counts.set(bucket, Number(count));
    }
    found.#sum = Number(item[SUM]);
    found.#sumOfFirst = Number(item[SUM_OF_FIRST] ?? 0);
    found.#sumOfLast = Number(item[SUM_OF_LAST] ?? 0);
    return found;
  }

  add(ms: number): void {
    const bucket = latencyBucket(ms);
    this.#count(bucket, 1);
    this.#sum += ms;
    if (bucket === FIRST) this.#sumOfFirst += ms;
    if (bucket === LAST) this.#sumOfLast += ms;
  }

  /** Adds another histogram. */
  addAll(others: Latencies): void {
    for (const [bucket, count] of others.#counts) this.#count(bucket, count);
    this.#sum += others.#sum;
    this.#sumOfFirst += others.#sumOfFirst;
    this.#sumOfLast += others.#sumOfLast;
  }

  get count(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The exact average; null without latencies. */
  get average(): number | null {
    return this.count === 0 ? null : this.#sum / this.count;
  }

  /**
   * The latency that `percent` of them do not exceed (nearest rank). It is at most 20 % off between 6
   * and 2,293 ms; values below or above are reported as the average there. Null without latencies.
   */
  percentile(percent: number): number | null {
    let remaining = Math.ceil((percent * this.count) / 100);
    if (remaining === 0) return null;
    for (let bucket = FIRST; bucket < LAST; bucket += 1) {
      remaining -= this.#counts.get(bucket) ?? 0;
      if (remaining <= 0) return this.#typicalLatency(bucket);
    }
    return this.#typicalLatency(LAST);
  }

  /** Item attributes for DynamoDB's `ADD`. Similar latencies share few attributes. */
  attributes(): Record<string, number> {
    const counts = [...this.#counts].map(([bucket, count]) => [COUNTS[bucket], count]);
    return {
      ...Object.fromEntries(counts),
      [SUM]: this.#sum,
      ...(this.#sumOfFirst > 0 && { [SUM_OF_FIRST]: this.#sumOfFirst }),
      ...(this.#sumOfLast > 0 && { [SUM_OF_LAST]: this.#sumOfLast }),
    };
  }

  #count(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
  }

  /** The harmonic mean of a bucket's bounds has the same relative error at both. */
  #typicalLatency(bucket: number): number {
    const count = this.#counts.get(bucket) ?? 0;
    if (bucket === FIRST) return this.#sumOfFirst / count;
    const min = (UPPER_BOUNDS[bucket - 1] ?? 0) + 1;
    const max = UPPER_BOUNDS[bucket];
    return max === undefined ? this.#sumOfLast / count : (2 * min * max) / (min + max);
  }
}

const COUNTS = Array.from({ length: LAST + 1 }, (_, bucket) => `l${bucket}`);
const SUM = 'l_sum';
const SUM_OF_FIRST = 'l_first';
const SUM_OF_LAST = 'l_last';

/** The names of all latency attributes of an item. */
export const LATENCY_ATTRIBUTES: readonly string[] = [...COUNTS, SUM, SUM_OF_FIRST, SUM_OF_LAST];

function latencyBucket(ms: number): number {
  const bucket = UPPER_BOUNDS.findIndex((max) => ms <= max);
  return bucket === -1 ? LAST : bucket;
}
