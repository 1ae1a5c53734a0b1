import type { Kind } from '../metrics/metric-types.ts';
import { tenantPartition } from '../metrics/rollup.ts';
import { sortableInstant } from '../platform/json/timestamps.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';

const KINDS = ['EVENTS', 'ATTEMPTS'] as const satisfies Kind[];
const HOUR_MS = 3_600_000;

/** Timeline items, whose positions start with the time. */
type Positioned = readonly { readonly position?: string | undefined }[];

/** The distinct days of the items, such as `2026-11-22`. */
export const daysOf = (...items: readonly Positioned[]): Set<string> =>
  new Set(items.flat().flatMap(({ position }) => position?.slice(0, 'yyyy-mm-dd'.length) ?? []));

/**
 * Deletes the tenant's rollups of a day. An hour that is not entirely within the range, or that had not
 * ended at the time of the request, keeps its counts, because some of its events may remain.
 */
export async function eraseRollupsOf(
  log: EventEraser,
  erasure: Erasure,
  day: string,
): Promise<void> {
  const { tenant_id } = erasure;
  for (const kind of KINDS) {
    const found = await log.itemsIn(tenantPartition(kind, day, tenant_id), `${tenant_id}#${day}`);
    await log.delete(found.filter(({ sk }) => isWhollyErased(erasure, hourIn(sk, tenant_id))));
  }
}

/** The hour, such as `2026-11-22T10`, in the sort key of a tenant's rollup. */
const hourIn = (sk: string, tenantId: string): string =>
  sk.slice(`${tenantId}#`.length, `${tenantId}#yyyy-mm-ddThh`.length);

function isWhollyErased({ after, before, created_at }: Erasure, hour: string): boolean {
  const begins = Date.parse(`${hour}:00:00Z`);
  const first = positionAt(begins);
  const end = positionAt(begins + HOUR_MS);
  return after <= first && end <= before && end <= positionAt(Date.parse(created_at));
}

const positionAt = (time: number): string => sortableInstant(new Date(time).toISOString());
