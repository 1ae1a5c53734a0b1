import { expect, test } from 'vitest';
import { NONE_SKIPPED, RetryJob, stepMessage } from '../../lambdas/retries/retry-job.ts';
import { aRetryJob } from './builders.ts';

test('a job of an earlier version with fewer skip reasons is read with zero for the others', () => {
  const stored = { ...aRetryJob(), skipped: { delivered: 3 } };
  expect(RetryJob.parse(stored).skipped).toEqual({ ...NONE_SKIPPED, delivered: 3 });
});

test('the jobs of a tenant share a message group, and a job for all tenants has its own', () => {
  const groupOf = (given: Partial<RetryJob>) => stepMessage(aRetryJob(given), 0).group;
  expect(groupOf({ id: 'ret_1', tenant_id: 'acme' })).toBe('acme');
  expect(groupOf({ id: 'ret_2', tenant_id: 'acme' })).toBe('acme');
  expect(groupOf({ id: 'ret_3', tenant_id: null })).toBe('ret_3');
});
