import { logger } from '../platform/aws/logger.ts';
import { isActive, type Jobs, runStepOnce } from '../platform/jobs/job.ts';
import type { Receipt } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Erasure } from './erasure.ts';
import { type EraseDeps, firstPhase, type PhaseResult, phaseAfter, runPhase } from './phases.ts';
import { type StepMessage, stepMessage } from './step-message.ts';

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
      applyStep(erasure, await runPhase[erasure.walk](deps, erasure), deps.newId(), deps.now()),
  );
  if (!updated) return;
  if (isActive(updated)) await deps.send([stepMessage(updated, 0)]);
  const { tenant_id, status, walk: phase, deleted_events, deleted_attempts } = updated;
  const progress = {
    tenant_id,
    status,
    step: updated.step,
    walk: phase,
    deleted_events,
    deleted_attempts,
  };
  logger.info('erasure', { erasure_id, ...progress });
}

/**
 * Returns the erasure after one more step.
 *
 * @param run the id of the run that completed the step
 */
function applyStep(erasure: Erasure, result: PhaseResult, run: string, now: Date): Erasure {
  const at = now.toISOString();
  const after: Erasure = {
    ...erasure,
    status: 'running',
    reached: result.reached,
    step: erasure.step + 1,
    run,
    deleted_events: erasure.deleted_events + (result.deleted_events ?? 0),
    deleted_attempts: erasure.deleted_attempts + (result.deleted_attempts ?? 0),
    updated_at: at,
  };
  if (result.more) return after;
  const walk = phaseAfter(erasure.walk, erasure);
  return walk
    ? { ...after, walk, reached: firstPhase(walk, erasure) }
    : { ...after, status: 'completed', completed_at: at };
}
