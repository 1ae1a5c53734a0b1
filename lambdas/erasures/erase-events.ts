import type { SlotEraser } from '../batches/slot-eraser.dynamo.ts';
import { isBatchId } from '../events/batch-id.ts';
import type { DataRef } from '../events/event.ts';
import { eventKey } from '../events/event-item.dynamo.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import { logger } from '../platform/aws/logger.ts';
import { chunksOf } from '../platform/chunks.ts';
import { rowTenantKey } from '../platform/dynamodb/incarnation.ts';
import type { Reading, TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { eraseDay, listDays } from './erase-rollups.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser, EventItems } from './event-eraser.dynamo.ts';

interface StepLimits {
  /** Maximum number of events that it reads. */
  readonly events: number;
  /** Number of deleted items after which it ends. */
  readonly deleted: number;
}

/** The limits of the deployed function: a few seconds of work. */
export const STEP_LIMITS: StepLimits = { events: 250, deleted: 1_000 };

/** Number of events erased concurrently. */
const AT_ONCE = 10;

/** Dependencies of {@link eraseEvents}. */
export interface EraseEventsDeps {
  readonly eventEraser: EventEraser;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  readonly limits: StepLimits;
}

/** Erases the tenant's next events, up to the limits of one step. */
export async function eraseEvents(deps: EraseEventsDeps, erasure: Erasure) {
  const { tenant_id, reached, before } = erasure;
  const { limits } = deps;
  const { rows, more } = await deps.events.list(
    { tenantIds: [tenant_id], eventIds: [] },
    { after: reached, before, descending: false, limit: limits.events, wanted: () => true },
  );
  const progress = { reached, more, deleted_events: 0, deleted_attempts: 0 };
  for (const chunk of chunksOf(rows, AT_ONCE)) {
    if (progress.deleted_events + progress.deleted_attempts >= limits.deleted) {
      return { ...progress, more: true };
    }
    const { deletedEvents, deletedAttempts } = await eraseChunk(deps, erasure, chunk);
    progress.deleted_events += deletedEvents;
    progress.deleted_attempts += deletedAttempts;
    progress.reached = chunk.at(-1)?.position ?? progress.reached;
  }
  return progress;
}

/**
 * Deletes each event after its rollups, attempts and data, so that an interrupted run finds the event
 * again.
 */
async function eraseChunk(
  { eventEraser, eventData }: EraseEventsDeps,
  erasure: Erasure,
  rows: readonly TimelineRow[],
) {
  const eventItems = await Promise.all(
    rows.map((row) => eventEraser.listEventItems(rowTenantKey(row), String(row.event_id))),
  );
  const selected = eventItems.filter((items) => isSelected(erasure, items));
  const events = selected.flatMap(({ event }) => event ?? []);
  const attempts = selected.flatMap((items) => items.attempts);
  for (const day of listDays(events, attempts)) await eraseDay(eventEraser, erasure, day);
  const deletedAttempts = await eventEraser.delete(attempts);
  await Promise.all(
    events.map(({ data_ref }) => data_ref && eraseData(eventData, erasure, data_ref)),
  );
  return { deletedAttempts, deletedEvents: await eventEraser.delete(events) };
}

/**
 * Deletes the data of a large event. The operator must delete data in a bucket that is not connected; a
 * warning names it.
 */
async function eraseData(
  eventData: LargePayloadStore,
  { id: erasure_id, tenant_id }: Erasure,
  ref: DataRef,
): Promise<void> {
  const { leftIn: bucket } = await eventData.erase(ref);
  if (bucket === undefined) return;
  logger.warn('data of an erased event may remain in a bucket that is not connected', {
    erasure_id,
    tenant_id,
    bucket,
    key: ref.key,
  });
}

/**
 * Whether the event was accepted before the erasure. Events without `accepted_at` are from versions that
 * did not record it.
 */
const isSelected = ({ created_at }: Erasure, { event }: EventItems): boolean =>
  event?.accepted_at === undefined || event.accepted_at <= created_at;

/** Maximum number of rows per step. */
const MAX_ROWS = 250;

/** Dependencies of {@link listOrphans}. */
interface OrphanDeps {
  readonly events: EventStore;
  readonly slotEraser: Pick<SlotEraser, 'hasBatches'>;
}

/**
 * Finds the tenant's next orphaned rows, whose event or batch no longer exists. It reads the timeline of all
 * tenants, because the tenant's former destinations are no longer known.
 *
 * @param list reads a timeline of all tenants
 */
export async function listOrphans(
  { events, slotEraser }: OrphanDeps,
  { tenant_id, reached }: Erasure,
  before: string,
  list: (reading: Reading) => Promise<Rows<TimelineRow>>,
) {
  const { rows, more, readTo } = await list({
    after: reached,
    before,
    descending: false,
    limit: MAX_ROWS,
    wanted: (row) => row.tenant_id === tenant_id,
  });
  const isOfBatch = (row: TimelineRow): boolean => isBatchId(String(row.event_id));
  const [ofBatches, ofEvents] = [rows.filter(isOfBatch), rows.filter((row) => !isOfBatch(row))];
  const owners = await events.getAll(
    ofEvents.map((row) => eventKey(rowTenantKey(row), String(row.event_id))),
  );
  const hasBatch = await slotEraser.hasBatches(ofBatches);
  return {
    rows: [
      ...ofEvents.filter((_, index) => owners[index] === undefined),
      ...ofBatches.filter((_, index) => !hasBatch[index]),
    ],
    reached: readTo ?? rows.at(-1)?.position ?? reached,
    more,
  };
}
