import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether `given` is one of `keys`. The comparison takes constant time, so its duration reveals
 * nothing about the keys. An empty key never matches.
 */
export const isApiKey = (given: string, keys: readonly string[]): boolean =>
  keys.filter((key) => key !== '' && timingSafeEqual(digestOf(given), digestOf(key))).length > 0;

/** `timingSafeEqual` requires inputs of equal length, which digests have. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
