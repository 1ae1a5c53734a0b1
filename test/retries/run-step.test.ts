import { expect, test } from 'vitest';
import type { RetryDecision } from '../../lambdas/retries/retry-decision.ts';
import { NONE_SKIPPED } from '../../lambdas/retries/retry-job.ts';
import { applyStep } from '../../lambdas/retries/run-step.ts';
import { NOW } from '../support/builders.ts';
import { aRetryJob } from './builders.ts';

const planned = (event_id: string) => ({
  tenant_id: 'acme',
  event_id,
  destination_id: 'des_1',
  attempt_number: 2,
});
const retried = (event_id: string): RetryDecision => ({
  kind: 'retry',
  delivery: planned(event_id),
});
const LATER = new Date(NOW.getTime() + 1_000);

test('a step adds its counts to the previous ones and plans only its own deliveries', () => {
  const before = aRetryJob({
    status: 'running',
    step: 4,
    run: 'before',
    scanned: 500,
    queued: 200,
    skipped: { ...NONE_SKIPPED, delivered: 7 },
    plan: [planned('evt_0')],
  });
  const decisions: RetryDecision[] = [
    retried('evt_1'),
    { kind: 'skipped', reason: 'delivered' },
    { kind: 'skipped', reason: 'no_match' },
    retried('evt_2'),
    { kind: 'skipped', reason: 'no_match' },
  ];
  const found = { scanned: 30, decisions, after: 'here', more: true };
  expect(applyStep(before, found, 'mine', LATER)).toEqual({
    ...before,
    step: 5,
    run: 'mine',
    after: 'here',
    scanned: 530,
    queued: 202,
    skipped: { ...NONE_SKIPPED, delivered: 8, no_match: 2 },
    plan: [planned('evt_1'), planned('evt_2')],
    updated_at: LATER.toISOString(),
  });
  expect(before.skipped).toEqual({ ...NONE_SKIPPED, delivered: 7 });
});

test('the first step sets the status to running, even when it finds nothing', () => {
  const found = { scanned: 0, decisions: [], after: '~', more: false };
  expect(applyStep(aRetryJob(), found, 'mine', LATER)).toMatchObject({
    status: 'running',
    step: 1,
    more: false,
    plan: [],
    queued: 0,
    skipped: NONE_SKIPPED,
  });
});
