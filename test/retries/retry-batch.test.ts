import { expect, it } from 'vitest';
import type { Attempt } from '../../lambdas/attempts/attempt.ts';
import { type RetryDeps, retry } from '../../lambdas/retries/retry.ts';

const ID = 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX';

const failed: Attempt = {
  id: 'atm_1',
  tenant_id: 'acme',
  event_id: ID,
  batch: { log: 'BATCH#acme', first: 0, last: 0, partition: '', cut: 'age', events: 1, bytes: 2 },
  destination_id: 'des_1',
  destination_type: 'aws_s3',
  topic: '',
  status: 'failed',
  time: '2026-11-29T12:00:00.000Z',
  code: 'AccessDenied',
  attempt_number: 1,
  manual: false,
  retryable: false,
  response_data: {},
};

const deps = {
  lastBatchAttempts: async () => [failed],
  destinations: { loadTenant: async () => undefined, getAll: async () => [] },
} satisfies Partial<RetryDeps>;

it('a batch of a deleted destination that has no incarnation is not found', async () => {
  const order = { event_id: ID, destination_id: 'des_1', tenant_id: 'acme' };
  expect(await retry(deps as Partial<RetryDeps> as RetryDeps, order)).toBe('destination_not_found');
});
