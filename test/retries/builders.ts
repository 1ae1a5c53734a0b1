import { NONE_SKIPPED, type RetryJob } from '../../lambdas/retries/retry-job.ts';
import { NOW } from '../support/builders.ts';

/** A new job that matches everything. */
export const aRetryJob = (given: Partial<RetryJob> = {}): RetryJob => ({
  id: 'ret_1',
  tenant_id: 'acme',
  status: 'queued',
  filter: { time: { gte: '2026-11-22T00:00:00Z' } },
  after: ' ',
  before: '~',
  more: true,
  step: 0,
  run: '',
  plan: [],
  scanned: 0,
  queued: 0,
  skipped: NONE_SKIPPED,
  created_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
  completed_at: null,
  ...given,
});
