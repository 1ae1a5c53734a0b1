import type { Referral } from '../batches/referral.ts';
import { DEFAULT_BATCH_LIMITS, type Placement } from '../destination-types/batching.ts';
import { placeIn } from '../destination-types/placements.ts';
import type { Destination } from '../destinations/destination.ts';
import { type Event, jsonBytes, type StoredEvent } from '../events/event.ts';
import {
  batchPartition,
  type MatchRecord,
  matchedIncarnation,
  type RecordedEvent,
} from '../events/recorded-event.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { MAX_STEPS, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { STEPS_PER_FAILURE } from './match.ts';

/** The placement of an event in the batches of each destination. */
export type Placements = ReadonlyMap<string, Placement | 'undecided'>;

/** Steps charged for a partition that exceeds its budget, and for recording the failure. */
const STEPS_UNDECIDED = MAX_STEPS + STEPS_PER_FAILURE;

/**
 * Checks the work limit of a tenant with destinations that receive batches. It is checked once, before the
 * event is matched: a later check would defer the event repeatedly because of its own cost.
 *
 * @throws OverWorkLimit when the instance has used up the tenant's work limit
 */
export function checkPlacingWork(
  tenantId: string,
  destinations: readonly Destination[],
  work: WorkLimit,
): void {
  if (destinations.some(({ type, config }) => placeIn(type, config))) work.check(tenantId);
}

/**
 * Decides into which batches an event is collected, and charges the tenant for it. Destinations that
 * receive the event as a separate object are absent from the result.
 */
export async function placeEvent(
  event: Event,
  destinations: readonly Destination[],
  work: WorkLimit,
): Promise<Placements> {
  const placements = new Map<string, Placement | 'undecided'>();
  for (const { id, type, config, delivery_metadata = {} } of destinations) {
    const placement = await placeIn(type, config)?.(event, { config, delivery_metadata });
    if (placement === undefined) continue;
    work.charge(event.tenant_id, placement === 'undecided' ? STEPS_UNDECIDED : placement.steps);
    placements.set(id, placement);
  }
  return placements;
}

/** The destinations whose partition exceeded its step budget. */
export const unplacedIn = (placements: Placements): string[] =>
  [...placements].filter(([, placement]) => placement === 'undecided').map(([id]) => id);

/**
 * Returns the batch limits of the destinations that collect a recorded event. The partition is the recorded
 * one, regardless of the current config.
 */
export const recordedPlacements = (
  recorded: RecordedEvent,
  destinations: readonly Destination[],
  work: WorkLimit,
): Promise<Placements> =>
  placeEvent(
    { ...recorded, data: '{}' },
    destinations.filter(({ id }) => batchPartition(recorded, id) !== undefined),
    work,
  );

/** The partitions to record with an event; undefined when no destination collects it. */
export function placementPartitions(placements: Placements): MatchRecord['batches'] {
  if (placements.size === 0) return undefined;
  return Object.fromEntries(
    [...placements].flatMap(([id, placement]) =>
      placement === 'undecided' ? [] : [[id, placement.partition]],
    ),
  );
}

/** The facts about an event that a referral contains. */
export interface Accepted {
  readonly event: StoredEvent;
  /** When it was accepted, RFC 3339 in UTC, with milliseconds. */
  readonly acceptedAt: string;
  readonly matched: MatchRecord;
}

/** Creates a referral of the event for each destination in `to` that collects it in batches. */
export function createReferrals(
  { event, acceptedAt, matched }: Accepted,
  placements: Placements,
  to: readonly string[],
): Referral[] {
  const tenantKey = incarnationKey(event.tenant_id, event.tenant_incarnation);
  return to.flatMap((id) => {
    const partition = batchPartition(matched, id);
    if (partition === undefined) return [];
    const placement = placements.get(id);
    // A destination that no longer receives batches has no placement.
    const hasLimits = placement !== undefined && placement !== 'undecided';
    return {
      tenantKey,
      destinationKey: incarnationKey(id, matchedIncarnation(matched, id)),
      partition,
      limits: hasLimits ? placement.limits : DEFAULT_BATCH_LIMITS,
      reference: { id: event.id, acceptedAt, bytes: jsonBytes(event) },
    };
  });
}
