import type { DataRef } from '../events/event.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import { logger } from '../platform/aws/logger.ts';
import { tenantKeyIn } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { chunksOf } from '../platform/json/chunks.ts';
import { daysOf, eraseRollupsOf } from './erase-rollups.ts';
import type { Erasure } from './erasure.ts';
import type { EventEraser, EventItems } from './event-eraser.dynamo.ts';

/** Events that one step looks at, and items after which it ends: some seconds' work. */
const MOST_EVENTS = 250;
const MOST_DELETED = 1_000;

/** Events erased together. */
const AT_ONCE = 10;

/** What erasing events needs. */
interface EraseEventsDeps {
  readonly log: EventEraser;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
}

/** Erases the next of the tenant's events, as many as make a step. */
export async function eraseEvents(deps: EraseEventsDeps, erasure: Erasure) {
  const { tenant_id, reached, before } = erasure;
  const { rows, more } = await deps.events.list(
    { tenantIds: [tenant_id], eventIds: [] },
    { after: reached, before, descending: false, limit: MOST_EVENTS, wanted: () => true },
  );
  const walked = { reached, more, deleted_events: 0, deleted_attempts: 0 };
  for (const chunk of chunksOf(rows, AT_ONCE)) {
    if (walked.deleted_events + walked.deleted_attempts >= MOST_DELETED) {
      return { ...walked, more: true };
    }
    const { deletedEvents, deletedAttempts } = await eraseChunk(deps, erasure, chunk);
    walked.deleted_events += deletedEvents;
    walked.deleted_attempts += deletedAttempts;
    walked.reached = chunk.at(-1)?.position ?? walked.reached;
  }
  return walked;
}

/** An event goes after all there is of it: while something is left, it is found again. */
async function eraseChunk(
  { log, eventData }: EraseEventsDeps,
  erasure: Erasure,
  rows: readonly TimelineRow[],
) {
  const found = await Promise.all(
    rows.map((row) => log.itemsOf(tenantKeyIn(row), String(row.event_id))),
  );
  const asked = found.filter((items) => isAskedFor(erasure, items));
  const events = asked.flatMap(({ event }) => event ?? []);
  const attempts = asked.flatMap((items) => items.attempts);
  for (const day of daysOf(events, attempts)) await eraseRollupsOf(log, erasure, day);
  const deletedAttempts = await log.delete(attempts);
  await Promise.all(
    events.map(({ data_ref }) => data_ref && eraseData(eventData, erasure, data_ref)),
  );
  return { deletedAttempts, deletedEvents: await log.delete(events) };
}

/** Whoever operates the stage must delete what is in a bucket that it does not use: the log says which. */
async function eraseData(
  eventData: LargePayloadStore,
  { id: erasure_id, tenant_id }: Erasure,
  ref: DataRef,
): Promise<void> {
  const { leftIn: bucket } = await eventData.erase(ref);
  if (bucket === undefined) return;
  logger.warn('data of an erased event may be left in a bucket that is not connected', {
    erasure_id,
    tenant_id,
    bucket,
    key: ref.key,
  });
}

/** One whose acceptance was not noted was accepted before such notes were made. */
const isAskedFor = ({ created_at }: Erasure, { event }: EventItems): boolean =>
  event?.accepted_at === undefined || event.accepted_at <= created_at;
