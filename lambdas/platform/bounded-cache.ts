import { LRUCache } from 'lru-cache';

/**
 * A cache of the most recently used `max` entries. It grows as it is filled: with its own option `max`,
 * `LRUCache` allocates all entries at once, which takes part of each cold start.
 *
 * @param ttl time to live of an entry, in milliseconds @default no limit
 */
export const boundedCache = <Value extends NonNullable<unknown>>(
  max: number,
  ttl = 0,
): LRUCache<string, Value> => new LRUCache({ maxSize: max, sizeCalculation: () => 1, ttl });
