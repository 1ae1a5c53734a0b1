import type { Findings } from './find-failed.ts';
import type { RetryJob } from './retry-job.ts';

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
