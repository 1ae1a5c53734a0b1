import type { DeliveryResult } from '../../destination-types/delivery-result.ts';
import { destinationType } from '../../destination-types/registry.ts';
import type { ThrottleSignal } from '../../platform/sqs/batch-throttle.ts';

/**
 * How fast a store was. `cut`: it had not answered when the quick lane's patience was over, and what
 * became of the write is not known. `overloaded`: it said that it cannot keep up, or nothing at all.
 * `slow`: it answered, late. `none`: it was not asked.
 */
export type LatencyClass = 'cut' | 'overloaded' | 'slow' | 'quick' | 'none';

/** What is known of a write that has ended. */
export interface Timing {
  /** Milliseconds it took. */
  readonly tookMs: number;
  /** Milliseconds that the quick lane's patience lasts. */
  readonly patienceMs: number;
  /** Whether it was ended because that patience was over. */
  readonly isCut: boolean;
}

/** Bytes for each of which a store may take a millisecond: 1 MB/s. */
const BYTES_A_MS = 1_000;

/**
 * Milliseconds that the quick lane's patience lasts for so many bytes, when it lasts `patienceMs` for
 * none. A store that is far away takes its time over a large object, and is well: TCP begins with ten
 * segments and doubles them with each round trip (RFC 6928, RFC 5681), so that 5 MB are nine round
 * trips, 2.2 s at 250 ms each. Twice that leaves room for lost segments and for writes side by side.
 */
export const timeoutFor = (bytes: number, patienceMs: number): number =>
  patienceMs + Math.ceil(bytes / BYTES_A_MS);

/** How fast a store of the type was that came to `verdict`. */
export function latencyClass(
  type: string,
  { kind, code }: DeliveryResult,
  { tookMs, patienceMs, isCut }: Timing,
): LatencyClass {
  if (kind === 'retry') {
    if (isCut) return 'cut';
    if (destinationType(type)?.isOverload(code)) return 'overloaded';
  }
  return tookMs < patienceMs ? 'quick' : 'slow';
}

/** What the pace says to whoever has more for the same destination in hand. */
export function throttleSignal(
  pace: LatencyClass,
  isDelivered: boolean,
): ThrottleSignal | undefined {
  switch (pace) {
    case 'cut':
      return 'not_now';
    case 'overloaded':
      return 'strained';
    case 'slow':
    case 'quick':
      return isDelivered ? 'eased' : undefined;
    case 'none':
      return undefined;
  }
}
