import type { RetryJob } from '../../lambdas/retries/retry-job.ts';
import { NOW } from '../support/builders.ts';

export const NONE_SKIPPED: RetryJob['skipped'] = {
  delivered: 0,
  destination_deleted: 0,
  destination_disabled: 0,
  no_match: 0,
  filter: 0,
  event_expired: 0,
};

/** A job that has just been asked for, of all there is. */
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
