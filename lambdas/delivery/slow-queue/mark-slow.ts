import type { Destination } from '../../destinations/destination.ts';
import { logger } from '../../platform/aws/logger.ts';
import { count } from '../../platform/aws/metrics-emitter.ts';
import { incarnationKey } from '../../platform/dynamodb/incarnation.ts';
import { slowUntil } from './delivery-queue.ts';
import type { LatencyClass } from './latency.ts';
import type { SlowDestinationCache } from './slow-destination-cache.ts';

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
  if (!slowDestinations.isSlow(key, latency)) return false;
  const until = slowUntil([slow_until, slowDestinations.slowUntil(key)], now());
  if (until === undefined) return false;
  slowDestinations.markSlow(key, until);
  await slowDown(destination, until);
  count('DestinationsMarkedSlow');
  logger.warn('destination marked slow', { tenant_id, destination_id: id, latency, until });
  return true;
}
