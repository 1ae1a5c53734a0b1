import type { Attempt } from '../attempts/attempt.ts';
import { CODES_WITHOUT_WRITE } from '../destination-types/codes-without-write.ts';
import { failureCodesOf } from '../destination-types/registry.ts';
import type { Block, Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { FailureCounters } from '../destinations/failure-counters.dynamo.ts';
import { probeTimer, releaseTimer, runsAfterBlock } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** Dependencies of {@link updateHealth}. */
export interface HealthDeps {
  readonly destinations: DestinationStore;
  readonly failures: FailureCounters;
  readonly timers: Timers;
  readonly now: () => Date;
}

/**
 * Consecutive rejections, of a kind that would affect every event, after which a destination is
 * blocked. A single one may be caused by a policy change that has not propagated yet.
 */
const REJECTIONS_TO_BLOCK = 3;

/** Whether an attempt failed for a reason that affects every event at the destination. */
export const rejectedAll = ({ status, retryable, code, destination_type }: Attempt): boolean =>
  status === 'failed' &&
  !retryable &&
  !CODES_WITHOUT_WRITE.has(code) &&
  failureCodesOf(destination_type)?.rejectsAll(code) === true;

/**
 * Updates the health of a destination after an attempt. Consecutive failures are counted, consecutive
 * rejections block the destination, and a success resets both.
 *
 * @returns the current state of the destination
 */
export async function updateHealth(
  deps: HealthDeps,
  destination: Destination,
  attempt: Attempt,
): Promise<Destination> {
  if (attempt.status === 'success') return recordSuccess(deps, destination);
  const rejectsAll = rejectedAll(attempt);
  const counted = await deps.failures.count(destination, rejectsAll, attempt.time);
  // The destination was deleted, or changed during the attempt and may be fixed.
  if (counted?.revision !== destination.revision) return destination;
  const { consecutive_rejections = 0, blocked } = counted;
  return rejectsAll && consecutive_rejections >= REJECTIONS_TO_BLOCK && blocked === undefined
    ? block(deps, counted, attempt)
    : counted;
}

async function recordSuccess(deps: HealthDeps, destination: Destination): Promise<Destination> {
  const { blocked, consecutive_failures = 0, last_alert_level } = destination;
  if (blocked !== undefined) {
    // A manual retry succeeded: the destination has recovered.
    await deps.destinations.unblock(destination);
    await deps.timers.set(releaseTimer(destination, deps.now()));
    return { ...destination, blocked: undefined, last_alert_level: 0 };
  }
  if (consecutive_failures === 0 && last_alert_level === undefined) return destination;
  const isRecoveryDue = await deps.failures.clear(destination);
  return { ...destination, last_alert_level: isRecoveryDue ? 0 : undefined };
}

async function block(
  { destinations, timers, now }: HealthDeps,
  destination: Destination,
  { code, response_data, time }: Attempt,
): Promise<Destination> {
  const { tenant_id, id } = destination;
  // The block has the attempt's time, by which a repeated run recognizes the attempt that blocked.
  const blocked = { at: time, code, message: String(response_data.error ?? '') };
  if (!(await destinations.block(destination, blocked))) return destination;
  await timers.set(probeTimer(destination, now(), previousRuns(destination, blocked)));
  count('DestinationsBlocked');
  logger.warn('destination blocked after consecutive rejections', {
    tenant_id,
    destination_id: id,
    code,
  });
  return { ...destination, blocked };
}

/**
 * The number of probes to count as already made, which lengthens the wait for the next one. A probe can
 * unblock a destination that still rejects deliveries: an almost full bucket accepts the probe's few
 * bytes. Each such cycle costs every parked delivery one of its remaining attempts.
 */
const previousRuns = ({ last_block }: Destination, { at, code }: Block): number =>
  last_block?.code === code
    ? runsAfterBlock((Date.parse(at) - Date.parse(last_block.at)) / 1_000)
    : 0;
