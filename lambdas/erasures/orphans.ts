import { type EventStore, eventKey } from '../events/event-store.dynamo.ts';
import { tenantKeyIn } from '../platform/dynamodb/incarnation.ts';
import type { Reading, TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import type { Rows } from '../platform/http/pagination.ts';
import type { Erasure } from './erasure.ts';

/** Maximum number of rows per step. */
const MOST_ROWS = 250;

/**
 * Finds the tenant's next orphaned rows, whose event no longer exists. It reads the timeline of all
 * tenants, because the tenant's former destinations are no longer known.
 *
 * @param list reads a timeline of all tenants
 */
export async function orphansIn(
  events: EventStore,
  { tenant_id, reached }: Erasure,
  before: string,
  list: (reading: Reading) => Promise<Rows<TimelineRow>>,
) {
  const { rows, more, readTo } = await list({
    after: reached,
    before,
    descending: false,
    limit: MOST_ROWS,
    wanted: (row) => row.tenant_id === tenant_id,
  });
  const owners = await events.at(
    rows.map((row) => eventKey(tenantKeyIn(row), String(row.event_id))),
  );
  return {
    rows: rows.filter((_, index) => owners[index] === undefined),
    reached: readTo ?? rows.at(-1)?.position ?? reached,
    more,
  };
}
