import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { WHOLE } from '../platform/dynamodb/timeline.ts';
import { eraseEvents } from './erase-events.ts';
import { daysOf, eraseRollupsOf } from './erase-rollups.ts';
import type { Erasure, Phase } from './erasure.ts';
import type { EventEraser } from './event-eraser.dynamo.ts';
import { orphansIn } from './orphans.ts';
import { eraseRollups } from './rollup-cleanup.ts';

/** Dependencies of the phases. */
export interface EraseDeps {
  readonly log: EventEraser;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  readonly attempts: AttemptStore;
  readonly parking: ParkingLot;
  /** Retention of events, in days. */
  readonly retentionDays: number;
}

/** The result of one step of a phase. */
export interface PhaseResult {
  /** The position after which the next step starts. */
  readonly reached: string;
  /** Whether items may remain after it. */
  readonly more: boolean;
  /** @default 0 */
  readonly deleted_events?: number;
  /** @default 0 */
  readonly deleted_attempts?: number;
}

/** Runs one step of each phase. */
export const runPhase: Readonly<
  Record<Phase, (deps: EraseDeps, erasure: Erasure) => Promise<PhaseResult>>
> = {
  events: eraseEvents,
  parked: async ({ log, events, parking }, erasure) => {
    const orphans = await orphansIn(events, erasure, erasure.before, (reading) =>
      parking.list('all', reading),
    );
    await log.delete(orphans.rows);
    return orphans;
  },
  attempts: async ({ log, events, attempts }, erasure) => {
    const orphans = await orphansIn(events, erasure, WHOLE.before, (reading) =>
      attempts.list('all', reading),
    );
    for (const day of daysOf(orphans.rows)) await eraseRollupsOf(log, erasure, day);
    return { ...orphans, deleted_attempts: await log.delete(orphans.rows) };
  },
  rollups: ({ log, retentionDays }, erasure) => eraseRollups(log, erasure, retentionDays),
};

/** The position at which a phase starts. */
export const firstPhase = (phase: Phase, { after }: Erasure): string =>
  phase === 'attempts' ? WHOLE.after : after;

/**
 * Returns the phase that follows another. The event time of an orphaned attempt is unknown. Its event
 * has expired, so it is older than all stored events, and orphaned attempts are deleted only when the
 * requested range has no start.
 */
export function phaseAfter(phase: Phase, { after }: Erasure): Phase | undefined {
  switch (phase) {
    case 'events':
      return 'parked';
    case 'parked':
      return after === WHOLE.after ? 'attempts' : 'rollups';
    case 'attempts':
      return 'rollups';
    case 'rollups':
      return undefined;
  }
}
