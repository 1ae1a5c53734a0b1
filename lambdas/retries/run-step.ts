import { keyOfEvent, READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { isActive, type Jobs, runStepOnce } from '../platform/jobs/job.ts';
import { chunksOf } from '../platform/json/chunks.ts';
import type { Receipt } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { applyStep } from './apply-step.ts';
import { type FindDeps, findFailed } from './find-failed.ts';
import { RETRY_LIMITS } from './limits.ts';
import { manualDelivery } from './retry.ts';
import type { PlannedDelivery, RetryJob } from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';
import { type StepMessage, stepMessage } from './step-message.ts';

/** What taking a step needs. */
export interface StepDeps extends FindDeps {
  readonly jobs: Jobs<RetryJob> & Pick<RetryJobs, 'complete'>;
  /** Sends to the delivery queue. */
  readonly sendDeliveries: Send;
  /** Sends to the retries queue. */
  readonly sendSteps: Send;
  readonly now: () => Date;
  /** A new id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Takes one step of a job: finds deliveries to try again, records them with the job's progress, and
 * only then queues them and the next step. A step that is cut short is finished, when its message
 * comes again, from what was recorded: it counts once, and queues the same attempts, of which the
 * first record stands.
 *
 * @param handed how the message came to be handed out
 */
export async function runStep(
  deps: StepDeps,
  message: StepMessage,
  handed: Receipt,
): Promise<void> {
  const { retry_id: id, step } = message;
  const taken = await runStepOnce(deps.jobs, { id, step, ...handed }, async (job) =>
    applyStep(job, await findFailed(deps, job), deps.newId(), deps.now()),
  );
  if (taken) await finishStep(deps, taken);
}

async function finishStep(deps: StepDeps, job: RetryJob): Promise<void> {
  for (const some of chunksOf(job.plan, READ_AT_ONCE)) await queueAgain(deps, some);
  // What a step has counted is queued, also when its job was cancelled meanwhile.
  if (isActive(job) && job.more) {
    await deps.sendSteps([stepMessage(job, job.plan.length > 0 ? RETRY_LIMITS.seconds : 0)]);
  }
  if (isActive(job) && !job.more) await deps.jobs.complete(job, deps.now());
  const { id, tenant_id, status, step, scanned, queued, more } = job;
  logger.info('retry', { retry_id: id, tenant_id, status, step, scanned, queued, more });
}

/** An event that has expired since it was found is left out. */
async function queueAgain(
  { events, sendDeliveries }: StepDeps,
  deliveries: readonly PlannedDelivery[],
): Promise<void> {
  const recorded = await events.at(deliveries.map(keyOfEvent));
  await sendDeliveries(
    deliveries.flatMap(({ destination_id: id, incarnation, attempt_number }, index) => {
      const event = recorded[index];
      return event ? [manualDelivery(event, { id, incarnation }, attempt_number)] : [];
    }),
  );
}
