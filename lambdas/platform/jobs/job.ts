import { logger } from '../aws/logger.ts';
import type { Incarnation } from '../dynamodb/incarnation.ts';
import type { Receipt } from '../sqs/original-message.ts';

/** Work that is too long for one run of a function, and is done step by step. */
export interface Job {
  readonly id: string;
  /** Null when it is of all tenants. */
  readonly tenant_id: string | null;
  /** Which of the tenants that its id has had; none when it is of all of these. */
  readonly tenant_incarnation?: Incarnation;
  /** `queued` before the first step, `running` until it has come to an end. */
  readonly status: string;
  /** Steps taken. */
  readonly step: number;
  /** Which run has taken the last one. */
  readonly run: string;
  /** RFC 3339, in UTC. */
  readonly created_at: string;
}

/** Where a job is kept whose steps are taken. */
export interface Jobs<Kept extends Job> {
  find(id: string): Promise<Kept | undefined>;
  advance(job: Kept): Promise<boolean>;
}

/** A step of a job that is to be taken, and the message that asks for it. */
interface Step extends Receipt {
  readonly id: string;
  /** How many have been taken before. */
  readonly step: number;
}

/**
 * A job's first step is asked for before the job is on record, so that none is on record that nobody
 * will carry out. After so long it is there, or the request was cut short: API Gateway gives one 30
 * seconds (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
 */
const RECORDED_WITHIN_MS = 60_000;

/** Whether a job has not come to its end. */
export const isActive = ({ status }: Job): boolean => status === 'queued' || status === 'running';

/**
 * The job as a step left it, taken by this run, or by an earlier run of the same message, which may
 * have been cut short before it saw to what follows. It is undefined when another message's run has
 * taken the step: that one sees to what follows, and steps do not go on side by side.
 *
 * @param take does the work of the next step, which may be done twice, and answers the job after it
 * @throws Error while the job may still be put on record: its message is to come again
 */
export async function runStepOnce<Kept extends Job>(
  jobs: Jobs<Kept>,
  { id, step, again, ageMs }: Step,
  take: (job: Kept) => Promise<Kept>,
): Promise<Kept | undefined> {
  const job = await jobs.find(id);
  if (!job) {
    if (step === 0 && ageMs < RECORDED_WITHIN_MS) throw new Error(`${id} is not on record yet`);
    logger.warn('there is no such job: its request was cut short, or it has expired', { id, step });
    return undefined;
  }
  if (job.step === step && isActive(job)) {
    const taken = await take(job);
    if (await jobs.advance(taken)) return taken;
  }
  const standing = again ? await jobs.find(id) : undefined;
  return standing?.step === step + 1 ? standing : undefined;
}
