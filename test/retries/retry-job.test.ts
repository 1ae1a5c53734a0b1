import { expect, test } from 'vitest';
import { NONE_SKIPPED, RetryJob } from '../../lambdas/retries/retry-job.ts';
import { aRetryJob } from './builders.ts';

test('a job of an earlier version with fewer skip reasons is read with zero for the others', () => {
  const stored = { ...aRetryJob(), skipped: { delivered: 3 } };
  expect(RetryJob.parse(stored).skipped).toEqual({ ...NONE_SKIPPED, delivered: 3 });
});
