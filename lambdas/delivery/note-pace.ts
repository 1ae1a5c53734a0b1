import type { Destination } from '../destinations/destination.ts';
import type { SlowDown } from '../destinations/slow-down.dynamo.ts';
import { count } from '../runtime/counts.ts';
import { incarnationKey } from '../runtime/incarnation.ts';
import { logger } from '../runtime/logger.ts';
import { slowUntil } from './lane.ts';
import type { Pace } from './pace.ts';
import type { TrackRecord } from './track-record.ts';

/** What noting a destination's pace needs. */
export interface PaceDeps {
  readonly trackRecord: TrackRecord;
  readonly slowDown: SlowDown;
  readonly now: () => Date;
}

/**
 * Notes how fast a destination was; and on its record that it is slow, so that all instances know at
 * their next read of it. That wears off by itself.
 */
export async function notePace(
  { trackRecord, slowDown, now }: PaceDeps,
  destination: Destination,
  pace: Pace,
): Promise<void> {
  const { tenant_id, id, incarnation, slow_until } = destination;
  const name = `${tenant_id}#${incarnationKey(id, incarnation)}`;
  if (!trackRecord.isSlow(name, pace)) return;
  const until = slowUntil([slow_until, trackRecord.notedUntil(name)], now());
  if (until === undefined) return;
  trackRecord.note(name, until);
  await slowDown(destination, until);
  count('DestinationsSlowed');
  logger.warn('destination is slow', { tenant_id, destination_id: id, pace, until });
}
