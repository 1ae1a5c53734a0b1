import type { Attempt } from '../attempts/attempt.ts';
import type { DeliveryResult } from '../destination-types/delivery-result.ts';
import type { WriterCache } from '../destination-types/writer-cache.ts';
import type { Decrypt } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import type { Delivery } from '../events/delivery-message.ts';
import {
  type LargePayloadStore,
  type Missing,
  unavailableIn,
} from '../events/large-payload-store.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { buildAttempt } from './build-attempt.ts';
import type { DeliveryQueue } from './slow-queue/delivery-queue.ts';
import { type LatencyClass, latencyClass, timeoutFor } from './slow-queue/latency.ts';

/** What one try needs. */
export interface AttemptDeliveryDeps {
  readonly open: Decrypt;
  readonly writers: WriterCache;
  readonly eventData: LargePayloadStore;
  /** What is computed for each tenant's settings, such as a key template. */
  readonly work: WorkLimit;
  /** Milliseconds that a store may take in the quick lane, beside those for the object's size; and then is slow in any. */
  readonly patienceMs: number;
  readonly now: () => Date;
  /** A new id that holds the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/** What came of one try. */
export interface AttemptResult {
  /** As it will be recorded, unless the try was cut. */
  readonly attempt: Attempt;
  readonly pace: LatencyClass;
}

interface Outcome {
  readonly verdict: DeliveryResult;
  readonly pace: LatencyClass;
}

/**
 * Writes the event to its destination, once.
 *
 * @throws OverWorkLimit before anything is done, when its tenant's settings have taken too much lately
 */
export async function attemptDelivery(
  deps: AttemptDeliveryDeps,
  delivery: Delivery,
  destination: Destination | undefined,
  lane: DeliveryQueue,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const { verdict, pace } = await outcomeOf(deps, delivery, destination, lane, signal);
  const now = deps.now();
  return {
    attempt: buildAttempt(delivery, destination, verdict, `atm_${deps.newId(now)}`, now),
    pace,
  };
}

async function outcomeOf(
  deps: AttemptDeliveryDeps,
  { event, undecided = false }: Delivery,
  destination: Destination | undefined,
  lane: DeliveryQueue,
  signal: AbortSignal,
): Promise<Outcome> {
  if (!destination || destination.deleted_at !== undefined) return gone('destination_deleted');
  if (undecided) return UNDECIDED;
  if (destination.disabled_at !== null) return gone('destination_disabled');
  const { tenant_id, id, type, config, delivery_metadata = {} } = destination;
  const credentials = await deps.open(destination.credentials, { tenant_id, destination_id: id });
  const writer = await deps.writers(type);
  const place = { config, credentials, delivery_metadata };
  // Data is lent until an object is made of it: others need not wait for the store.
  const begun = await deps.eventData.lend(event, (data) => {
    const write = (limit: AbortSignal) => writer.write({ ...event, data }, place, limit);
    const patienceMs = timeoutFor(Buffer.byteLength(data), deps.patienceMs);
    // What is computed for an object, its key above all, is done when the store is asked for it.
    return deps.work.timed(tenant_id, () => {
      // Out of time before the store was asked: that is not the store's fault.
      signal.throwIfAborted();
      return { outcome: timed({ ...deps, patienceMs }, type, lane, write, signal) };
    });
  });
  return begun.kind === 'lent' ? begun.result.outcome : without(begun);
}

/** Waits for a write as long as the lane does. */
async function timed(
  { patienceMs, now }: Pick<AttemptDeliveryDeps, 'patienceMs' | 'now'>,
  type: string,
  lane: DeliveryQueue,
  write: (limit: AbortSignal) => Promise<DeliveryResult>,
  signal: AbortSignal,
): Promise<Outcome> {
  const begun = now();
  const patience = AbortSignal.timeout(patienceMs);
  const verdict = await write(lane === 'quick' ? AbortSignal.any([signal, patience]) : signal);
  const tookMs = now().getTime() - begun.getTime();
  const isCut = lane === 'quick' && patience.aborted && !signal.aborted;
  return { verdict, pace: latencyClass(type, verdict, { tookMs, patienceMs, isCut }) };
}

/** What has expired is over. A bucket that is not connected can be: then a retry finds the data. */
const without = (missing: Missing): Outcome => ({
  pace: 'none',
  verdict:
    missing.kind === 'expired'
      ? {
          kind: 'rejected',
          code: 'event_expired',
          message: 'the event has expired, and can no longer be delivered',
        }
      : { kind: 'retry', code: 'data_unavailable', message: unavailableIn(missing.bucket) },
});

/** Who does not know whether a destination wants an event must neither deliver nor forget it. */
const UNDECIDED: Outcome = {
  pace: 'none',
  verdict: {
    kind: 'rejected',
    code: 'filter',
    message: 'the filter takes too many steps to tell whether the destination wants this event',
  },
};

const gone = (code: 'destination_deleted' | 'destination_disabled'): Outcome => ({
  pace: 'none',
  verdict: {
    kind: 'rejected',
    code,
    message: `the ${code.replace('_', ' was ')} after the event was accepted`,
  },
});
