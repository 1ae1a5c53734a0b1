import type { DeliveryResult } from '../destination-types/destination-type.ts';
import { failureCodesOf } from '../destination-types/registry.ts';
import type { ThrottleSignal } from '../platform/sqs/batch-throttle.ts';

/**
 * The latency class of a write:
 *
 * - `cut`: the write exceeded the primary queue's timeout. Whether the object was written is unknown.
 * - `overloaded`: the store returned a throttling error, or did not respond.
 * - `slow`: the store responded after the timeout.
 * - `primary`: the store responded within the timeout.
 * - `none`: no request was sent.
 */
export type LatencyClass = 'cut' | 'overloaded' | 'slow' | 'primary' | 'none';

/** The timing of a completed or aborted write. */
export interface Timing {
  /** Duration, in milliseconds. */
  readonly tookMs: number;
  /** The primary queue's timeout for this write, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the write was aborted because it exceeded that timeout. */
  readonly isTimedOut: boolean;
}

/** Minimum expected throughput, in bytes per millisecond: 1 MB/s. */
const BYTES_PER_MS = 1_000;

/**
 * The primary queue's timeout for a write of `bytes` bytes, in milliseconds. `timeoutMs` is the
 * timeout for an empty object.
 *
 * A healthy but distant store needs more time for a large object. TCP starts with ten segments and
 * doubles them with each round trip (RFC 6928, RFC 5681), so 5 MB take nine round trips: 2.2 s at
 * 250 ms each. Twice that allows for lost segments and concurrent writes.
 */
export const timeoutFor = (bytes: number, timeoutMs: number): number =>
  timeoutMs + Math.ceil(bytes / BYTES_PER_MS);

/** The latency class of a write with the given delivery result to a destination of `type`. */
export function latencyClass(
  type: string,
  { kind, code }: DeliveryResult,
  { tookMs, timeoutMs, isTimedOut }: Timing,
): LatencyClass {
  if (kind === 'retry') {
    if (isTimedOut) return 'cut';
    if (failureCodesOf(type)?.isOverload(code)) return 'overloaded';
  }
  return tookMs < timeoutMs ? 'primary' : 'slow';
}

/** The backpressure signal for the other deliveries to the same destination in this invocation. */
export function throttleSignal(
  latency: LatencyClass,
  isDelivered: boolean,
): ThrottleSignal | undefined {
  switch (latency) {
    case 'cut':
      return 'deferred';
    case 'overloaded':
      return 'overloaded';
    case 'slow':
    case 'primary':
      return isDelivered ? 'succeeded' : undefined;
    case 'none':
      return undefined;
  }
}
