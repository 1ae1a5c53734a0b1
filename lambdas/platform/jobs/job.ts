import { logger } from '../aws/logger.ts';
import type { Incarnation } from '../dynamodb/incarnation.ts';
import type { Receipt } from '../sqs/original-message.ts';
import type { Message, Send } from '../sqs/queue.sqs.ts';

/** Work that takes longer than one invocation and is done in steps. */
export interface Job {
  readonly id: string;
  /** Null for a job for all tenants. */
  readonly tenant_id: string | null;
  /** The tenant's incarnation; undefined for all incarnations. */
  readonly tenant_incarnation?: Incarnation;
  /** `queued` before the first step, then `running` until the job ends. */
  readonly status: string;
  /** The number of completed steps. */
  readonly step: number;
  /** The id of the run that completed the last step. */
  readonly run: string;
  /** RFC 3339, in UTC. */
  readonly created_at: string;
}

/** Storage for jobs. */
export interface Jobs<Kept extends Job> {
  find(id: string): Promise<Kept | undefined>;
  advance(job: Kept): Promise<boolean>;
}

/**
 * Seconds until the first step. The timeline indexes are eventually consistent. The delay lets them
 * include items that were recorded just before the request.
 */
const SETTLING_SECONDS = 2;

/** Requests the first step of a new job, then records the job, so that every recorded job runs. */
export async function startJob<Kept extends Job>(
  job: Kept,
  jobs: { add(job: Kept): Promise<void> },
  send: Send,
  stepMessage: (job: Kept, delaySeconds: number) => Message,
): Promise<Kept> {
  await send([stepMessage(job, SETTLING_SECONDS)]);
  await jobs.add(job);
  return job;
}

/** A request for a step of a job, with the receipt of its message. */
interface Step extends Receipt {
  readonly id: string;
  /** The number of steps completed before this one. */
  readonly step: number;
}

/**
 * The message for a job's first step is sent before the job is recorded. After this time, in milliseconds,
 * the job is recorded or its request was interrupted: API Gateway ends a request after 30 seconds
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
 */
const RECORDED_WITHIN_MS = 60_000;

/** Whether a job has not ended. */
export const isActive = ({ status }: Job): boolean => status === 'queued' || status === 'running';

/**
 * Runs a step and returns the job after it. An earlier run of the same message may have completed the
 * step and been interrupted before it scheduled follow-up work; then this returns the job, too. It
 * returns undefined when another message's run has completed the step. That run schedules the
 * follow-up work, so steps never run in parallel.
 *
 * @param take does the step's work, possibly twice, and returns the job after it
 * @throws Error while the job may not be recorded yet; SQS redelivers the message
 */
export async function runStepOnce<Kept extends Job>(
  jobs: Jobs<Kept>,
  { id, step, isRedelivery, ageMs }: Step,
  take: (job: Kept) => Promise<Kept>,
): Promise<Kept | undefined> {
  const job = await jobs.find(id);
  if (!job) {
    if (step === 0 && ageMs < RECORDED_WITHIN_MS) throw new Error(`${id} is not recorded yet`);
    logger.warn('job does not exist: its request was interrupted, or it has expired', { id, step });
    return undefined;
  }
  if (job.step === step && isActive(job)) {
    const taken = await take(job);
    if (await jobs.advance(taken)) return taken;
  }
  const current = isRedelivery ? await jobs.find(id) : undefined;
  return current?.step === step + 1 ? current : undefined;
}
