import type { Attempt } from '../attempts/attempt.ts';
import { destinationType } from '../destination-types/registry.ts';
import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { probeTimer, releaseTimer } from '../parking/timer.ts';
import type { Timers } from '../parking/timers.dynamo.ts';
import { count } from '../runtime/counts.ts';
import { logger } from '../runtime/logger.ts';

/** What noting a destination's health needs. */
export interface HealthDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  readonly now: () => Date;
}

/**
 * Refusals in a row that would meet any event: then the destination is blocked. A first one may be a
 * policy that is on its way.
 */
const REFUSALS_TO_BLOCK = 3;

/** Whether an attempt failed by the destination's doing, whatever the event. */
export const refusedAll = ({ status, retryable, code, destination_type }: Attempt): boolean =>
  status === 'failed' && !retryable && destinationType(destination_type)?.refusesAll(code) === true;

/**
 * Notes what an attempt says of its destination: failures in a row are counted, refusals block it, a
 * success ends all that.
 *
 * @returns whether the destination is blocked now
 */
export async function noteHealth(
  deps: HealthDeps,
  destination: Destination,
  attempt: Attempt,
): Promise<boolean> {
  if (attempt.status === 'success') {
    await noteSuccess(deps, destination);
    return false;
  }
  const refused = refusedAll(attempt);
  const { rejections } = await deps.destinations.countFailure(destination, refused);
  if (destination.blocked !== undefined) return true;
  return refused && rejections >= REFUSALS_TO_BLOCK && block(deps, destination, attempt);
}

async function noteSuccess(deps: HealthDeps, destination: Destination): Promise<void> {
  const { tenant_id, id, blocked, failures = 0 } = destination;
  if (blocked === undefined) {
    if (failures > 0) await deps.destinations.clearFailures(destination);
    return;
  }
  // Somebody has tried by hand, and it works again.
  await deps.destinations.unblock(destination);
  await deps.timers.set(releaseTimer(tenant_id, id, deps.now()));
}

async function block(
  { destinations, timers, now }: HealthDeps,
  destination: Destination,
  { code, response_data }: Attempt,
): Promise<boolean> {
  const { tenant_id, id } = destination;
  const message = String(response_data.error ?? '');
  const isBlocked = await destinations.block(destination, {
    at: now().toISOString(),
    code,
    message,
  });
  if (!isBlocked) return false;
  await timers.set(probeTimer(tenant_id, id, now()));
  count('DestinationsBlocked');
  logger.warn('destination blocked', { tenant_id, destination_id: id, code });
  return true;
}
