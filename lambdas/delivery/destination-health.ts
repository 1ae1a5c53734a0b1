import type { Attempt } from '../attempts/attempt.ts';
import { destinationType } from '../destination-types/registry.ts';
import type { Block, Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { FailureCounters } from '../destinations/failure-counters.dynamo.ts';
import { probeTimer, releaseTimer, runsAfterBlock } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** What noting a destination's health needs. */
export interface HealthDeps {
  readonly destinations: DestinationStore;
  readonly failures: FailureCounters;
  readonly timers: Timers;
  readonly now: () => Date;
}

/**
 * Refusals in a row that would meet any event: then the destination is blocked. A first one may be a
 * policy that is on its way.
 */
const REFUSALS_TO_BLOCK = 3;

/** Codes of attempts that failed before the destination's store was asked, or were given up. */
const NOT_THE_STORES = new Set([
  'filter',
  'event_expired',
  'data_unavailable',
  'destination_deleted',
  'destination_disabled',
  'expired',
  'cancelled',
]);

/** Whether an attempt failed by the destination's doing, whatever the event. */
export const refusedAll = ({ status, retryable, code, destination_type }: Attempt): boolean =>
  status === 'failed' &&
  !retryable &&
  !NOT_THE_STORES.has(code) &&
  destinationType(destination_type)?.refusesAll(code) === true;

/**
 * Notes what an attempt says of its destination: failures in a row are counted, refusals block it, a
 * success ends all that.
 *
 * @returns the destination as it is now
 */
export async function updateHealth(
  deps: HealthDeps,
  destination: Destination,
  attempt: Attempt,
): Promise<Destination> {
  if (attempt.status === 'success') return noteSuccess(deps, destination);
  const refused = refusedAll(attempt);
  const failing = await deps.failures.count(destination, refused, attempt.time);
  // Gone, or changed while it was tried: then it may be mended.
  if (failing?.revision !== destination.revision) return destination;
  const { rejections = 0, blocked } = failing;
  return refused && rejections >= REFUSALS_TO_BLOCK && blocked === undefined
    ? block(deps, failing, attempt)
    : failing;
}

async function noteSuccess(deps: HealthDeps, destination: Destination): Promise<Destination> {
  const { blocked, failures = 0, alerted } = destination;
  if (blocked !== undefined) {
    // Somebody has tried by hand, and it works again.
    await deps.destinations.unblock(destination);
    await deps.timers.set(releaseTimer(destination, deps.now()));
    return { ...destination, blocked: undefined, alerted: 0 };
  }
  if (failures === 0 && alerted === undefined) return destination;
  const isToBeTold = await deps.failures.clear(destination);
  return { ...destination, alerted: isToBeTold ? 0 : undefined };
}

async function block(
  { destinations, timers, now }: HealthDeps,
  destination: Destination,
  { code, response_data, time }: Attempt,
): Promise<Destination> {
  const { tenant_id, id } = destination;
  // The attempt's own time: a run that comes after knows by it which attempt blocked.
  const blocked = { at: time, code, message: String(response_data.error ?? '') };
  if (!(await destinations.block(destination, blocked))) return destination;
  await timers.set(probeTimer(destination, now(), runsBefore(destination, blocked)));
  count('DestinationsBlocked');
  logger.warn('destination blocked', { tenant_id, destination_id: id, code });
  return { ...destination, blocked };
}

/**
 * Probes that count as made already. One may open a destination that refuses deliveries as before: a
 * bucket that is almost full takes the probe's few bytes. Each time, what is parked has one attempt
 * less left.
 */
const runsBefore = ({ last_block }: Destination, { at, code }: Block): number =>
  last_block?.code === code
    ? runsAfterBlock((Date.parse(at) - Date.parse(last_block.at)) / 1_000)
    : 0;
