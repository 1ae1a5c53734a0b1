import type { Destination } from '../../destinations/destination.ts';
import type { SlowDown } from '../../destinations/slow-down.dynamo.ts';
import { logger } from '../../platform/aws/logger.ts';
import { count } from '../../platform/aws/metrics-emitter.ts';
import { incarnationKey } from '../../platform/dynamodb/incarnation.ts';
import { slowUntil } from './delivery-queue.ts';
import type { LatencyClass } from './latency.ts';
import type { SlowDestinationCache } from './slow-destination-cache.ts';

/** What noting a destination's pace needs. */
export interface MarkSlowDeps {
  readonly trackRecord: SlowDestinationCache;
  readonly slowDown: SlowDown;
  readonly now: () => Date;
}

/**
 * Notes how fast a destination was; and on its record that it is slow, so that all instances know at
 * their next read of it. That wears off by itself.
 */
export async function markSlow(
  { trackRecord, slowDown, now }: MarkSlowDeps,
  destination: Destination,
  pace: LatencyClass,
): Promise<void> {
  const { tenant_id, id, incarnation, slow_until } = destination;
  const name = `${tenant_id}#${incarnationKey(id, incarnation)}`;
  if (!trackRecord.isSlow(name, pace)) return;
  const until = slowUntil([slow_until, trackRecord.notedUntil(name)], now());
  if (until === undefined) return;
  trackRecord.note(name, until);
  await slowDown(destination, until);
  count('DestinationsMarkedSlow');
  logger.warn('destination is slow', { tenant_id, destination_id: id, pace, until });
}
