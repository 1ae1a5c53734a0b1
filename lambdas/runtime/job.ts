/** Work that is too long for one run of a function, and is done step by step. */
export interface Job {
  readonly id: string;
  /** Null when it is of all tenants. */
  readonly tenant_id: string | null;
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

/** A step of a job that is to be taken. */
interface Step {
  readonly id: string;
  /** How many have been taken before. */
  readonly step: number;
  /** Whether it may have been asked for before by the same message. */
  readonly again: boolean;
}

/** Whether a job has not come to its end. */
export const isActive = ({ status }: Job): boolean => status === 'queued' || status === 'running';

/**
 * The job as a step left it, taken by this run, or by an earlier run of the same message, which may
 * have been cut short before it saw to what follows. It is undefined when another message's run has
 * taken the step: that one sees to what follows, and steps do not go on side by side.
 *
 * @param take does the work of the next step, which may be done twice, and answers the job after it
 */
export async function stepTaken<Kept extends Job>(
  jobs: Jobs<Kept>,
  { id, step, again }: Step,
  take: (job: Kept) => Promise<Kept>,
): Promise<Kept | undefined> {
  const job = await jobs.find(id);
  if (job?.step === step && isActive(job)) {
    const taken = await take(job);
    if (await jobs.advance(taken)) return taken;
  }
  const standing = again ? await jobs.find(id) : undefined;
  return standing?.step === step + 1 ? standing : undefined;
}
