import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ACTIVE, JobStore } from '../platform/jobs/job-store.dynamo.ts';
import { RETRIES, RetryJob, type RetryStatus } from './retry-job.ts';

/** The jobs of bulk retries, in the log table. */
export class RetryJobs extends JobStore<RetryJob> {
  constructor(client: DynamoDBDocumentClient, table: string, retentionDays: number) {
    super(client, table, retentionDays, {
      name: 'retry',
      prefix: RETRIES,
      timeline: 'RETRIES',
      schema: RetryJob,
    });
  }

  /** Brings a job to its end after its last step, unless it has come to another. */
  async complete({ id, step }: RetryJob, now: Date): Promise<void> {
    await this.change(id, ended('completed', now), { statuses: ['running'], step });
  }

  /** Brings a job to its end before its time, unless it has come to one. */
  async cancel({ id }: RetryJob, now: Date): Promise<void> {
    await this.change(id, ended('cancelled', now), { statuses: ACTIVE });
  }
}

const ended = (status: RetryStatus, now: Date): Partial<RetryJob> => ({
  status,
  updated_at: now.toISOString(),
  completed_at: now.toISOString(),
});
