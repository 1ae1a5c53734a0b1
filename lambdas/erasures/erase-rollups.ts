import type { Kind } from '../metrics/measures.ts';
import { tenantPartition } from '../metrics/rollup.ts';
import { sortableInstant } from '../platform/json/timestamps.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

const KINDS = ['EVENTS', 'ATTEMPTS'] as const satisfies Kind[];
const HOUR_MS = 3_600_000;

/** Timeline items, whose positions start with the time. */
type Positioned = readonly { readonly position?: string | undefined }[];

/** The distinct days of the items, such as `2026-11-22`. */
export const listDays = (...items: readonly Positioned[]): Set<string> =>
  new Set(items.flat().flatMap(({ position }) => position?.slice(0, 'yyyy-mm-dd'.length) ?? []));

/**
 * Deletes the tenant's rollups of a day. An hour that is not entirely within the range, or that had not
 * ended at the time of the request, keeps its counts, because some of its events may remain.
 */
export async function eraseDay(
  eventEraser: EventEraser,
  erasure: Erasure,
  day: string,
): Promise<void> {
  const { tenant_id } = erasure;
  for (const kind of KINDS) {
    const items = await eventEraser.listItems(
      tenantPartition(kind, day, tenant_id),
      `${tenant_id}#${day}`,
    );
    await eventEraser.delete(
      items.filter(({ sk }) => isWhollyErased(erasure, parseHour(sk, tenant_id))),
    );
  }
}

/** The hour, such as `2026-11-22T10`, in the sort key of a tenant's rollup. */
const parseHour = (sk: string, tenantId: string): string =>
  sk.slice(`${tenantId}#`.length, `${tenantId}#yyyy-mm-ddThh`.length);

function isWhollyErased({ after, before, created_at }: Erasure, hour: string): boolean {
  const begins = Date.parse(`${hour}:00:00Z`);
  const first = dayPosition(begins);
  const end = dayPosition(begins + HOUR_MS);
  return after <= first && end <= before && end <= dayPosition(Date.parse(created_at));
}

const dayPosition = (time: number): string => sortableInstant(new Date(time).toISOString());

/** Maximum number of days per step: a few seconds of work. */
const MAX_DAYS = 100;

const DAY_MS = 86_400_000;

/** Extra days to cover, because rollups expire some hours after the events they count. */
const SPARE_DAYS = 2;

/**
 * Erases the rollups of the next days within the retention period, including days whose events have
 * expired or were erased earlier.
 */
export async function eraseRollups(
  eventEraser: EventEraser,
  erasure: Erasure,
  retentionDays: number,
): Promise<{ readonly reached: string; readonly more: boolean }> {
  const requestedAt = Date.parse(erasure.created_at);
  const oldest = toDay(requestedAt - (retentionDays + SPARE_DAYS) * DAY_MS);
  const last = smaller(toDay(requestedAt), erasure.before);
  let day = larger(oldest, erasure.reached.slice(0, 'yyyy-mm-dd'.length));
  for (let n = 0; n < MAX_DAYS && day <= last; n += 1) {
    await eraseDay(eventEraser, erasure, day);
    day = toDay(Date.parse(day) + DAY_MS);
  }
  return { reached: day, more: day <= last };
}

/** The day, such as `2026-11-22`. Among positions it sorts as the start of the day. */
const toDay = (time: number): string => new Date(time).toISOString().slice(0, 'yyyy-mm-dd'.length);

const larger = (a: string, b: string): string => (a > b ? a : b);
const smaller = (a: string, b: string): string => (a < b ? a : b);
