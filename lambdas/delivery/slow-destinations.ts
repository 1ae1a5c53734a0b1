import type { Destination } from '../destinations/destination.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { boundedCache } from '../platform/bounded-cache.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { secondsAfter } from '../platform/json/timestamps.ts';
import type { LatencyClass } from './latency.ts';

/** Whether deliveries to the destination use the slow queue. */
export const isSlow = ({ slow_until = '' }: Destination, now: Date): boolean =>
  slow_until > now.toISOString();

/** Dependencies of {@link markSlow}. */
export interface MarkSlowDeps {
  readonly slowDestinations: SlowDestinationCache;
  /** Records on the destination until when its deliveries use the slow queue, RFC 3339 in UTC. */
  readonly slowDown: (destination: Destination, until: string) => Promise<void>;
  readonly now: () => Date;
}

/**
 * Records the latency of a write in the local cache. If the destination is slow, it also sets
 * `slow_until` on the destination's record, which all instances observe at their next read. The mark
 * expires by itself.
 *
 * @returns whether it has set `slow_until`
 */
export async function markSlow(
  { slowDestinations, slowDown, now }: MarkSlowDeps,
  destination: Destination,
  latency: LatencyClass,
): Promise<boolean> {
  const { tenant_id, id, incarnation, slow_until } = destination;
  const key = `${tenant_id}#${incarnationKey(id, incarnation)}`;
  if (!slowDestinations.recordLatency(key, latency)) return false;
  const until = slowUntil([slow_until, slowDestinations.slowUntil(key)], now());
  if (until === undefined) return false;
  slowDestinations.markSlow(key, until);
  await slowDown(destination, until);
  count('DestinationsMarkedSlow');
  logger.warn('destination marked slow; its deliveries move to the slow queue', {
    tenant_id,
    destination_id: id,
    latency,
    until,
  });
  return true;
}

/** Seconds for which a destination stays marked as slow. */
const SLOW_SECONDS = 60;

/**
 * The time until which to mark a destination as slow. Undefined when an existing mark lasts for more
 * than half of the period (30 seconds), so that not every slow write updates the record.
 *
 * @param deadlines the end times of existing marks
 */
export function slowUntil(
  deadlines: readonly (string | undefined)[],
  now: Date,
): string | undefined {
  const threshold = secondsAfter(now, SLOW_SECONDS / 2);
  return deadlines.some((until = '') => until > threshold)
    ? undefined
    : secondsAfter(now, SLOW_SECONDS);
}

/** Maximum number of destinations an instance caches. */
const MAX_ENTRIES = 10_000;

/** Time to live of an entry without further writes, in milliseconds. */
const TTL_MS = 5 * 60_000;

/** Consecutive slow writes that mark a destination as slow. Single slow writes occur at every store. */
const SLOW_IN_A_ROW = 2;

/** The recent latency of destinations, as observed by one instance of the deliverer. */
export class SlowDestinationCache {
  /** Consecutive slow writes, by destination. */
  readonly #slow = boundedCache<number>(MAX_ENTRIES, TTL_MS);
  /** The time until which this instance has marked each destination as slow. */
  readonly #markedUntil = boundedCache<string>(MAX_ENTRIES);

  /**
   * Records a write. Returns true when the destination is slow: two consecutive writes were slow, or the
   * first write to a destination that is not cached.
   */
  recordLatency(destination: string, latency: LatencyClass): boolean {
    if (latency === 'none') return false;
    const previous = this.#slow.get(destination) ?? SLOW_IN_A_ROW - 1;
    const slow = latency === 'primary' ? 0 : Math.min(previous + 1, SLOW_IN_A_ROW);
    this.#slow.set(destination, slow);
    return slow === SLOW_IN_A_ROW;
  }

  /**
   * The time until which this instance has marked the destination as slow. Concurrent writes therefore mark
   * it once.
   */
  slowUntil(destination: string): string | undefined {
    return this.#markedUntil.get(destination);
  }

  /** Stores that time. */
  markSlow(destination: string, until: string): void {
    this.#markedUntil.set(destination, until);
  }
}
