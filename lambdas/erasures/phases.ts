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

/** What erasing needs. */
export interface EraseDeps {
  readonly log: EventEraser;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  readonly attempts: AttemptStore;
  readonly parking: ParkingLot;
  /** Days for which what happens is kept. */
  readonly retentionDays: number;
}

/** What a step of a walk has come to. */
export interface PhaseResult {
  /** The position behind which the next step begins. */
  readonly reached: string;
  /** Whether there may be more behind it. */
  readonly more: boolean;
  /** @default 0 */
  readonly deleted_events?: number;
  /** @default 0 */
  readonly deleted_attempts?: number;
}

/** Takes an erasure one step further in what it is walking through. */
export const runPhase: Readonly<
  Record<Phase, (deps: EraseDeps, erasure: Erasure) => Promise<PhaseResult>>
> = {
  events: eraseEvents,
  parked: async ({ log, events, parking }, erasure) => {
    const left = await orphansIn(events, erasure, erasure.before, (reading) =>
      parking.list('all', reading),
    );
    await log.delete(left.rows);
    return left;
  },
  attempts: async ({ log, events, attempts }, erasure) => {
    const left = await orphansIn(events, erasure, WHOLE.before, (reading) =>
      attempts.list('all', reading),
    );
    for (const day of daysOf(left.rows)) await eraseRollupsOf(log, erasure, day);
    return { ...left, deleted_attempts: await log.delete(left.rows) };
  },
  rollups: ({ log, retentionDays }, erasure) => eraseRollups(log, erasure, retentionDays),
};

/** Where a walk begins. */
export const firstPhase = (walk: Phase, { after }: Erasure): string =>
  walk === 'attempts' ? WHOLE.after : after;

/**
 * The walk that follows another. An attempt without its event does not tell the event's time. It is
 * older than what the log still has, and so goes when the time that is asked for has no beginning.
 */
export function phaseAfter(walk: Phase, { after }: Erasure): Phase | undefined {
  switch (walk) {
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
