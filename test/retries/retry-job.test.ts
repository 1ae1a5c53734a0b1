import { expect, test } from 'vitest';
import { NONE_SKIPPED, RetryJob } from '../../lambdas/retries/retry-job.ts';
import { aRetryJob } from './builders.ts';

test('a job of a version that knew fewer reasons to skip a delivery is read, with none of the others', () => {
  const stored = { ...aRetryJob(), skipped: { delivered: 3 } };
  expect(RetryJob.parse(stored).skipped).toEqual({ ...NONE_SKIPPED, delivered: 3 });
});
