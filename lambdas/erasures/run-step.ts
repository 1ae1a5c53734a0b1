import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type { SlotLog } from '../batches/slot.ts';
import type { SlotEraser } from '../batches/slot-eraser.dynamo.ts';
import type { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { WHOLE_RANGE } from '../platform/dynamodb/timeline.ts';
import { isActive, type Jobs, runStepOnce } from '../platform/jobs/job.ts';
import type { Receipt } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { eraseFromBatches } from './erase-batches.ts';
import { type EraseEventsDeps, eraseEvents, listOrphans } from './erase-events.ts';
import { eraseDay, eraseRollups, listDays } from './erase-rollups.ts';
import { type Erasure, type Phase, type StepMessage, stepMessage } from './erasure.ts';

/** Dependencies of {@link runStep}. */
export interface StepDeps extends EraseDeps {
  readonly erasures: Jobs<Erasure>;
  /** Sends to the erasures queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** Returns a new id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Runs one step of an erasure: deletes items, records the progress, and requests the next step. An
 * interrupted step runs again from the end of the last recorded step. Items that it had already deleted
 * no longer exist and are not counted.
 *
 * @param receipt how the message was received
 */
export async function runStep(
  deps: StepDeps,
  { erasure_id, step }: StepMessage,
  receipt: Receipt,
): Promise<void> {
  const updated = await runStepOnce(
    deps.erasures,
    { id: erasure_id, step, ...receipt },
    async (erasure) =>
      applyStep(erasure, await runPhase[erasure.phase](deps, erasure), deps.newId(), deps.now()),
  );
  if (!updated) return;
  if (isActive(updated)) await deps.send([stepMessage(updated, 0)]);
  const { tenant_id, status, phase, deleted_events, deleted_attempts } = updated;
  const progress = {
    tenant_id,
    status,
    step: updated.step,
    phase,
    deleted_events,
    deleted_attempts,
  };
  logger.info('step of an erasure completed', { erasure_id, ...progress });
}

/**
 * Returns the erasure after one more step.
 *
 * @param run the id of the run that completed the step
 */
function applyStep(erasure: Erasure, result: PhaseResult, run: string, now: Date): Erasure {
  const nowText = now.toISOString();
  const after: Erasure = {
    ...erasure,
    status: 'running',
    reached: result.reached,
    step: erasure.step + 1,
    run,
    deleted_events: erasure.deleted_events + (result.deleted_events ?? 0),
    deleted_attempts: erasure.deleted_attempts + (result.deleted_attempts ?? 0),
    updated_at: nowText,
  };
  if (result.more) return after;
  const phase = phaseAfter(erasure.phase, erasure);
  return phase
    ? { ...after, phase, reached: firstPhase(phase, erasure) }
    : { ...after, status: 'completed', completed_at: nowText };
}

/** Dependencies of the phases. */
interface EraseDeps extends EraseEventsDeps {
  readonly attempts: AttemptStore;
  readonly parking: ParkingLot;
  readonly slots: Pick<SlotLog, 'from' | 'last'>;
  readonly slotEraser: SlotEraser;
  /** Retention of events, in days. */
  readonly retentionDays: number;
}

interface PhaseResult {
  /** The position after which the next step starts. */
  readonly reached: string;
  /** Whether items may remain after it. */
  readonly more: boolean;
  /** @default 0 */
  readonly deleted_events?: number;
  /** @default 0 */
  readonly deleted_attempts?: number;
}

const runPhase: Readonly<
  Record<Phase, (deps: EraseDeps, erasure: Erasure) => Promise<PhaseResult>>
> = {
  events: eraseEvents,
  batches: eraseFromBatches,
  parked: async (deps, erasure) => {
    const orphans = await listOrphans(deps, erasure, erasure.before, (reading) =>
      deps.parking.list('all', reading),
    );
    await deps.eventEraser.delete(orphans.rows);
    return orphans;
  },
  attempts: async (deps, erasure) => {
    const orphans = await listOrphans(deps, erasure, WHOLE_RANGE.before, (reading) =>
      deps.attempts.list('all', reading),
    );
    for (const day of listDays(orphans.rows)) await eraseDay(deps.eventEraser, erasure, day);
    return { ...orphans, deleted_attempts: await deps.eventEraser.delete(orphans.rows) };
  },
  rollups: ({ eventEraser, retentionDays }, erasure) =>
    eraseRollups(eventEraser, erasure, retentionDays),
};

/** The position at which a phase starts. Logs are sorted by the days on which events were accepted. */
const firstPhase = (phase: Phase, { after }: Erasure): string =>
  phase === 'attempts' || phase === 'batches' ? WHOLE_RANGE.after : after;

/**
 * Returns the phase that follows another. The event time of an orphaned attempt is unknown. Its event
 * has expired, so it is older than all stored events, and orphaned attempts are deleted only when the
 * requested range has no start.
 */
function phaseAfter(phase: Phase, { after }: Erasure): Phase | undefined {
  switch (phase) {
    case 'events':
      return 'batches';
    case 'batches':
      return 'parked';
    case 'parked':
      return after === WHOLE_RANGE.after ? 'attempts' : 'rollups';
    case 'attempts':
      return 'rollups';
    case 'rollups':
      return undefined;
  }
}
