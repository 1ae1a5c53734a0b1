import { keyOfEvent } from '../events/event-item.dynamo.ts';
import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import { logger } from '../platform/aws/logger.ts';
import { chunksOf } from '../platform/chunks.ts';
import { isActive, type Jobs, runStepOnce } from '../platform/jobs/job.ts';
import type { Receipt } from '../platform/sqs/original-message.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type FindDeps, type Findings, findFailed } from './find-failed.ts';
import { manualDelivery } from './retry.ts';
import { manualBatchDelivery } from './retry-batch.ts';
import {
  type PlannedDelivery,
  RETRY_LIMITS,
  type RetryJob,
  type StepMessage,
  stepMessage,
} from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';

/** Dependencies of {@link runStep}. */
export interface StepDeps extends FindDeps {
  readonly jobs: Jobs<RetryJob> & Pick<RetryJobs, 'complete'>;
  /** Sends to the delivery queue. */
  readonly sendDeliveries: Send;
  /** Sends to the batch delivery queue. */
  readonly sendBatches: Send;
  /** Sends to the retries queue. */
  readonly sendSteps: Send;
  readonly now: () => Date;
  /** Returns a new id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Runs one step of a job. It finds deliveries to retry, records them with the job's progress, and only
 * then queues the deliveries and the next step. When the message of an interrupted step is redelivered,
 * the step resumes from the recorded plan. It counts once and queues the same attempts, and the first
 * record of each attempt is kept.
 *
 * @param receipt how the message was received
 */
export async function runStep(
  deps: StepDeps,
  message: StepMessage,
  receipt: Receipt,
): Promise<void> {
  const { retry_id: id, step } = message;
  const updated = await runStepOnce(deps.jobs, { id, step, ...receipt }, async (job) =>
    applyStep(job, await findFailed(deps, job), deps.newId(), deps.now()),
  );
  if (updated) await finishStep(deps, updated);
}

async function finishStep(deps: StepDeps, job: RetryJob): Promise<void> {
  for (const chunk of chunksOf(job.plan, READ_AT_ONCE)) await queueRetries(deps, chunk);
  // The deliveries of a recorded step are queued even when the job was cancelled in the meantime.
  if (isActive(job) && job.more) {
    await deps.sendSteps([stepMessage(job, job.plan.length > 0 ? RETRY_LIMITS.seconds : 0)]);
  }
  if (isActive(job) && !job.more) await deps.jobs.complete(job, deps.now());
  const { id, tenant_id, status, step, scanned, queued, more } = job;
  logger.info('step of a bulk retry completed', {
    retry_id: id,
    tenant_id,
    status,
    step,
    scanned,
    queued,
    more,
  });
}

/** Queues the retries, and omits those whose event has expired in the meantime. */
async function queueRetries(
  { events, sendDeliveries, sendBatches }: StepDeps,
  planned: readonly PlannedDelivery[],
): Promise<void> {
  await sendBatches(
    planned.flatMap(({ batch, attempt_number, ...name }) =>
      batch ? [manualBatchDelivery(name, batch, attempt_number, false)] : [],
    ),
  );
  const deliveries = planned.filter(({ batch }) => batch === undefined);
  const storedEvents = await events.getAll(deliveries.map(keyOfEvent));
  await sendDeliveries(
    deliveries.flatMap(({ destination_id: id, incarnation, attempt_number }, index) => {
      const event = storedEvents[index];
      return event ? [manualDelivery(event, { id, incarnation }, attempt_number)] : [];
    }),
  );
}

/**
 * Returns the job after one more step.
 *
 * @param run the id of the run that completed the step
 */
export function applyStep(
  job: RetryJob,
  { scanned, decisions, after, more }: Findings,
  run: string,
  now: Date,
): RetryJob {
  const plan = decisions.flatMap((decision) =>
    decision.kind === 'retry' ? [decision.delivery] : [],
  );
  const skipped = { ...job.skipped };
  for (const decision of decisions) if (decision.kind === 'skipped') skipped[decision.reason] += 1;
  return {
    ...job,
    status: 'running',
    after,
    more,
    step: job.step + 1,
    run,
    plan,
    scanned: job.scanned + scanned,
    queued: job.queued + plan.length,
    skipped,
    updated_at: now.toISOString(),
  };
}
