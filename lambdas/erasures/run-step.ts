import { logger } from '../platform/aws/logger.ts';
import { isActive, type Jobs, runStepOnce } from '../platform/jobs/job.ts';
import type { Receipt } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Erasure } from './erasure.ts';
import { type EraseDeps, firstPhase, type PhaseResult, phaseAfter, runPhase } from './phases.ts';
import { type StepMessage, stepMessage } from './step-message.ts';

/** What taking a step needs. */
export interface StepDeps extends EraseDeps {
  readonly erasures: Jobs<Erasure>;
  /** Sends to the erasures queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** A new id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Takes one step of an erasure: deletes, records the progress, and asks for the next step. One that
 * is cut short is taken again from where the last one ended: what is deleted is not there any more,
 * and is not counted.
 *
 * @param handed how the message came to be handed out
 */
export async function runStep(
  deps: StepDeps,
  { erasure_id, step }: StepMessage,
  handed: Receipt,
): Promise<void> {
  const taken = await runStepOnce(
    deps.erasures,
    { id: erasure_id, step, ...handed },
    async (erasure) =>
      stepped(erasure, await runPhase[erasure.walk](deps, erasure), deps.newId(), deps.now()),
  );
  if (!taken) return;
  if (isActive(taken)) await deps.send([stepMessage(taken, 0)]);
  const { tenant_id, status, walk, deleted_events, deleted_attempts } = taken;
  const told = { tenant_id, status, step: taken.step, walk, deleted_events, deleted_attempts };
  logger.info('erasure', { erasure_id, ...told });
}

/**
 * The erasure after one more step.
 *
 * @param run who has taken it
 */
function stepped(erasure: Erasure, walked: PhaseResult, run: string, now: Date): Erasure {
  const at = now.toISOString();
  const after: Erasure = {
    ...erasure,
    status: 'running',
    reached: walked.reached,
    step: erasure.step + 1,
    run,
    deleted_events: erasure.deleted_events + (walked.deleted_events ?? 0),
    deleted_attempts: erasure.deleted_attempts + (walked.deleted_attempts ?? 0),
    updated_at: at,
  };
  if (walked.more) return after;
  const walk = phaseAfter(erasure.walk, erasure);
  return walk
    ? { ...after, walk, reached: firstPhase(walk, erasure) }
    : { ...after, status: 'completed', completed_at: at };
}
