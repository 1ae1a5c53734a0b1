import { keyOfEvent, READ_AT_ONCE } from '../events/event-log.dynamo.ts';
import { manualDelivery } from '../routing/retry.ts';
import { chunksOf } from '../runtime/chunks.ts';
import type { HandedOut } from '../runtime/first-sent.ts';
import { isActive, type Jobs, stepTaken } from '../runtime/job.ts';
import { logger } from '../runtime/logger.ts';
import type { Send } from '../runtime/queue.sqs.ts';
import { type FindDeps, findFailed } from './find-failed.ts';
import { PACE } from './pace.ts';
import type { PlannedDelivery, RetryJob } from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';
import { type StepMessage, stepMessage } from './step-message.ts';
import { stepped } from './stepped.ts';

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
export async function takeStep(
  deps: StepDeps,
  message: StepMessage,
  handed: HandedOut,
): Promise<void> {
  const { retry_id: id, step } = message;
  const taken = await stepTaken(deps.jobs, { id, step, ...handed }, async (job) =>
    stepped(job, await findFailed(deps, job), deps.newId(), deps.now()),
  );
  if (taken) await finishStep(deps, taken);
}

async function finishStep(deps: StepDeps, job: RetryJob): Promise<void> {
  for (const some of chunksOf(job.plan, READ_AT_ONCE)) await queueAgain(deps, some);
  // What a step has counted is queued, also when its job was cancelled meanwhile.
  if (isActive(job) && job.more) {
    await deps.sendSteps([stepMessage(job, job.plan.length > 0 ? PACE.seconds : 0)]);
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
