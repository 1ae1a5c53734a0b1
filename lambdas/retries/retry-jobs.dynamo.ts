import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { ACTIVE, JobStore } from '../platform/jobs/job-store.dynamo.ts';
import { RETRIES, RetryJob, type RetryStatus } from './retry-job.ts';

/** Bulk retry jobs, in the events table. */
export class RetryJobs extends JobStore<RetryJob> {
  constructor(client: Documents, table: string, retentionDays: number) {
    super(client, table, retentionDays, {
      name: 'retry',
      prefix: RETRIES,
      timeline: 'RETRIES',
      schema: RetryJob,
    });
  }

  /** Completes a job after its last step, unless it has already ended. */
  async complete({ id, step }: RetryJob, now: Date): Promise<void> {
    await this.change(id, endedFields('completed', now), { statuses: ['running'], step });
  }

  /** Cancels a job, unless it has already ended. */
  async cancel({ id }: RetryJob, now: Date): Promise<void> {
    await this.change(id, endedFields('cancelled', now), { statuses: ACTIVE });
  }
}

const endedFields = (status: RetryStatus, now: Date): Partial<RetryJob> => ({
  status,
  updated_at: now.toISOString(),
  completed_at: now.toISOString(),
});
