import { eraseRollupsOf } from './erase-rollups.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

/** Maximum number of days per step: a few seconds of work. */
const MOST_DAYS = 100;

const DAY_MS = 86_400_000;

/** Extra days to cover, because rollups expire some hours after the events they count. */
const SPARE_DAYS = 2;

/**
 * Erases the rollups of the next days within the retention period, including days whose events have
 * expired or were erased earlier.
 */
export async function eraseRollups(
  log: EventEraser,
  erasure: Erasure,
  retentionDays: number,
): Promise<{ readonly reached: string; readonly more: boolean }> {
  const requestedAt = Date.parse(erasure.created_at);
  const oldest = dayAt(requestedAt - (retentionDays + SPARE_DAYS) * DAY_MS);
  const last = smaller(dayAt(requestedAt), erasure.before);
  let day = larger(oldest, erasure.reached.slice(0, 'yyyy-mm-dd'.length));
  for (let n = 0; n < MOST_DAYS && day <= last; n += 1) {
    await eraseRollupsOf(log, erasure, day);
    day = dayAt(Date.parse(day) + DAY_MS);
  }
  return { reached: day, more: day <= last };
}

/** The day, such as `2026-11-22`. Among positions it sorts as the start of the day. */
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);

const larger = (a: string, b: string): string => (a > b ? a : b);
const smaller = (a: string, b: string): string => (a < b ? a : b);
