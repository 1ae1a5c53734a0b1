import type { Attempt } from '../attempts/attempt.ts';
import type { DeliveryResult, Writer } from '../destination-types/destination-type.ts';
import type { PartCache } from '../destination-types/registry.ts';
import { type Decrypt, decryptTarget } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import { isLive } from '../destinations/destination-state.ts';
import type { Delivery } from '../events/delivery-message.ts';
import {
  type LargePayloadStore,
  type Missing,
  unavailableMessage,
} from '../events/large-payload-store.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { withTimeLimit } from '../platform/with-time-limit.ts';
import type { DeliveryQueue } from './delivery-record.ts';
import { type LatencyClass, latencyClass, timeoutFor } from './latency.ts';
import { buildAttempt } from './record-attempt.ts';

/** Dependencies of one delivery attempt. */
export interface AttemptDeliveryDeps {
  readonly decrypt: Decrypt;
  readonly writers: PartCache<Writer>;
  readonly eventData: LargePayloadStore;
  /** Limits the CPU time spent on each tenant's config, such as its key template. */
  readonly work: WorkLimit;
  /**
   * Base write timeout in the primary queue, in milliseconds, to which {@link timeoutFor} adds time for
   * the object's size. A write that takes longer is classified as slow in either queue.
   */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Returns a new id that encodes the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/** The outcome of one attempt. */
export interface AttemptResult {
  /** The attempt to record. The caller does not record it when `latency` is `cut`. */
  readonly attempt: Attempt;
  readonly latency: LatencyClass;
}

/** The outcome of a write, or the reason why there was none. */
export interface WriteOutcome {
  readonly result: DeliveryResult;
  readonly latency: LatencyClass;
}

/**
 * Writes the event to its destination, once.
 *
 * @throws OverWorkLimit before any work is done, when the tenant has exceeded its compute limit
 */
export async function attemptDelivery(
  deps: AttemptDeliveryDeps,
  delivery: Delivery,
  destination: Destination | undefined,
  queue: DeliveryQueue,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { result, latency } = await attemptWrite(deps, delivery, destination, queue, signal);
  const now = deps.now();
  return {
    attempt: buildAttempt(delivery, destination, result, `atm_${deps.newId(now)}`, now),
    latency,
  };
}

async function attemptWrite(
  deps: AttemptDeliveryDeps,
  { event, ...delivery }: Delivery,
  destination: Destination | undefined,
  queue: DeliveryQueue,
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const checked = checkDestination(destination, delivery);
  if ('result' in checked) return checked;
  const { tenant_id, type } = checked.destination;
  const writer = deps.writers(type);
  const target = await decryptTarget(deps.decrypt, checked.destination);
  // The data is held only until the object is built, so other deliveries do not wait for the store.
  const loaded = await deps.eventData.withData(event, (data) => {
    const write = (limit: AbortSignal) => writer.write({ ...event, data }, target, limit);
    const timeoutMs = timeoutFor(Buffer.byteLength(data), deps.timeoutMs);
    // The object's key and metadata are computed before the write request is sent.
    return deps.work.timed(tenant_id, () => {
      // A timeout before the request is sent is not a failure of the store.
      signal.throwIfAborted();
      // In an object: a promise would be awaited here, and the data held until the store responds.
      return { outcome: writeWithTimeout({ ...deps, timeoutMs }, type, queue, write, signal) };
    });
  });
  return loaded.kind === 'with_data' ? loaded.result.outcome : outcomeWithoutData(loaded);
}

/** Returns the outcome without a write if the destination is not written to. */
export function checkDestination(
  destination: Destination | undefined,
  { undecided = false, unplaced = false }: Pick<Delivery, 'undecided' | 'unplaced'> = {},
): WriteOutcome | { readonly destination: Destination } {
  if (!isLive(destination)) return destinationGone('destination_deleted');
  if (undecided) return overBudget('filter');
  if (unplaced) return overBudget('partition');
  if (destination.disabled_at !== null) return destinationGone('destination_disabled');
  return { destination };
}

/**
 * Writes with the queue's timeout: the primary queue limits each write, the slow queue only the invocation.
 */
async function writeWithTimeout(
  { timeoutMs, now }: Pick<AttemptDeliveryDeps, 'timeoutMs' | 'now'>,
  type: string,
  queue: DeliveryQueue,
  write: (limit: AbortSignal) => Promise<DeliveryResult>,
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const startedAt = now();
  const attempt = async (limit: AbortSignal) => {
    const result = await write(limit);
    return { result, isTimedOut: limit.aborted && !signal.aborted };
  };
  const { result, isTimedOut } = await (queue === 'primary'
    ? withTimeLimit(timeoutMs, attempt, signal)
    : attempt(signal));
  const tookMs = now().getTime() - startedAt.getTime();
  return { result, latency: latencyClass(type, result, { tookMs, timeoutMs, isTimedOut }) };
}

/**
 * Expired data is permanently lost. A bucket that is not connected can be reconnected, so that case is
 * retried.
 */
const outcomeWithoutData = (missing: Missing): WriteOutcome => ({
  latency: 'none',
  result:
    missing.kind === 'expired'
      ? {
          kind: 'rejected',
          code: 'event_expired',
          message: 'the event has expired and can no longer be delivered',
        }
      : { kind: 'retry', code: 'data_unavailable', message: unavailableMessage(missing.bucket) },
});

/**
 * The filter or the partition exceeded its step budget: the event is neither delivered nor dropped, but
 * recorded as failed.
 */
const overBudget = (what: 'filter' | 'partition'): WriteOutcome => ({
  latency: 'none',
  result: {
    kind: 'rejected',
    code: what,
    message: `the ${what} exceeds its step limit for this event`,
  },
});

const destinationGone = (code: 'destination_deleted' | 'destination_disabled'): WriteOutcome => ({
  latency: 'none',
  result: {
    kind: 'rejected',
    code,
    message: `the ${code.replace('_', ' was ')} after the event was accepted`,
  },
});
