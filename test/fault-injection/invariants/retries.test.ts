import { expect, test } from 'vitest';
import { NONE_SKIPPED } from '../../../lambdas/retries/retry-job.ts';
import { aRetryJob } from '../../retries/builders.ts';
import type { Snapshot } from '../snapshot.ts';
import { made, scenarioWith, snapshotWith } from './builders.ts';
import { inexactRetries, retryViolations } from './retries.ts';

const aJob = (given: Partial<Snapshot['retries'][number]> = {}): Snapshot['retries'][number] => ({
  ...aRetryJob({ status: 'completed', queued: 1 }),
  ...given,
});

const TRIED = [made(1, 'SlowDown'), made(2, 'OK', { manual: true })];
const SCENARIO = scenarioWith({ retry: { ends: 'completed', skipped: 0 } });

test('a completed bulk retry satisfies the invariants', () => {
  const snapshot = snapshotWith({ attempts: TRIED, retries: [aJob()] });
  expect(retryViolations(snapshot, SCENARIO)).toEqual([]);
  expect(inexactRetries(snapshot, SCENARIO)).toEqual([]);
});

test('a bulk retry may have been requested twice', () => {
  const duplicates = [aJob(), aJob({ id: 'ret_2' })];
  const found = [aJob(), aJob({ queued: 0, skipped: { ...NONE_SKIPPED, delivered: 1 } })];
  for (const retries of [duplicates, found]) {
    expect(retryViolations(snapshotWith({ attempts: TRIED, retries }), SCENARIO)).toEqual([]);
  }
});

test.each<[string, Partial<Snapshot>]>([
  ['there is no bulk retry', { retries: [], attempts: [] }],
  ['ret_1 ends as queued', { retries: [aJob({ status: 'queued' })] }],
  ['ret_1 ends as cancelled', { retries: [aJob({ status: 'cancelled' })] }],
  [
    '1,0 are counted, and 2 tried again',
    {
      retries: [aJob(), aJob({ queued: 0 })],
      attempts: [...TRIED, made(3, 'OK', { manual: true })],
    },
  ],
  ['2 are counted, and 1 tried again', { retries: [aJob({ queued: 2 })] }],
])('reports that %s', (violation, given) => {
  expect(retryViolations(snapshotWith({ attempts: TRIED, ...given }), SCENARIO)).toContain(
    violation,
  );
});

test('each delivery is retried once per request', () => {
  const untried = snapshotWith({ attempts: [made(1, 'SlowDown')], retries: [aJob()] });
  expect(retryViolations(untried, SCENARIO)).toContain('evt_1 was not tried again');
  const attempts = [...TRIED, made(3, 'OK', { manual: true })];
  const often = snapshotWith({ attempts, retries: [aJob({ queued: 2 })] });
  expect(retryViolations(often, SCENARIO)).toContain('evt_1 was tried again 2 times');
});

test('a cancelled job need not have retried everything', () => {
  const scenario = scenarioWith({ retry: { ends: 'cancelled', skipped: 0 } });
  const retries = [aJob({ status: 'cancelled', queued: 0 })];
  expect(retryViolations(snapshotWith({ retries }), scenario)).toEqual([]);
});

test('a job that was not requested is reported', () => {
  const snapshot = snapshotWith({ retries: [aJob()] });
  expect(retryViolations(snapshot, scenarioWith())).toEqual(['ret_1 was not requested']);
});

test.each<[string, Partial<Snapshot['retries'][number]>]>([
  ['the bulk retry ends as cancelled', { status: 'cancelled' }],
  ['0 are counted as queued, and 0 as skipped', { queued: 0 }],
  ['1 are counted as queued, and 1 as skipped', { skipped: { ...NONE_SKIPPED, no_match: 1 } }],
])('after a run without faults, also reports that %s', (violation, given) => {
  expect(inexactRetries(snapshotWith({ retries: [aJob(given)] }), SCENARIO)).toEqual([violation]);
});
