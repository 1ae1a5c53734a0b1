import { eraseRollupsOf } from './erase-rollups.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

/** Days that one step looks at: some seconds' work. */
const MOST_DAYS = 100;

const DAY_MS = 86_400_000;

/** Rollups expire with what they count, some hours later. */
const SPARE_DAYS = 2;

/**
 * Erases the rollups of the next days of those for which counts are kept: also of days whose events
 * have expired, or were erased before.
 */
export async function eraseRollups(
  log: EventEraser,
  erasure: Erasure,
  retentionDays: number,
): Promise<{ readonly reached: string; readonly more: boolean }> {
  const asked = Date.parse(erasure.created_at);
  const oldest = dayAt(asked - (retentionDays + SPARE_DAYS) * DAY_MS);
  const last = smaller(dayAt(asked), erasure.before);
  let day = larger(oldest, erasure.reached.slice(0, 'yyyy-mm-dd'.length));
  for (let n = 0; n < MOST_DAYS && day <= last; n += 1) {
    await eraseRollupsOf(log, erasure, day);
    day = dayAt(Date.parse(day) + DAY_MS);
  }
  return { reached: day, more: day <= last };
}

/** Such as `2026-11-22`, which sorts among positions as the beginning of its day. */
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);

const larger = (a: string, b: string): string => (a > b ? a : b);
const smaller = (a: string, b: string): string => (a < b ? a : b);
