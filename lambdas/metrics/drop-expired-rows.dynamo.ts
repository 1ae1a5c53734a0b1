import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { isKept, itemsAt } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { positionOf } from '../platform/dynamodb/timeline.ts';

/** Filters rows of the event store's timelines to those that have not expired. */
export type DropExpiredRows = (rows: readonly TimelineRow[]) => Promise<readonly TimelineRow[]>;

const DAY_MS = 86_400_000;

/**
 * Omits expired rows that DynamoDB has not deleted yet. Rows do not contain their expiry, and a publisher
 * may have backdated an event. Rows older than the retention period are therefore looked up by key. A
 * row with a future date counts until DynamoDB has deleted it.
 */
export const dropExpiredRows =
  (client: Documents, table: string, retentionDays: number, now: () => Date): DropExpiredRows =>
  async (rows) => {
    const readAt = now();
    const horizon = positionOf(
      new Date(readAt.getTime() - retentionDays * DAY_MS).toISOString(),
      '~',
    );
    const old = rows.filter(({ position }) => position < horizon);
    const items = await itemsAt(client, table, old, ['expires_at']);
    const expired = new Set(old.filter((_, place) => !isKeptNow(items[place], readAt)));
    return rows.filter((row) => !expired.has(row));
  };

const isKeptNow = (item: Record<string, unknown> | undefined, now: Date): boolean =>
  item !== undefined && isKept(item, now);
