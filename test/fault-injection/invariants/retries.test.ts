import { expect, test } from 'vitest';
import { NONE_SKIPPED } from '../../../lambdas/retries/retry-job.ts';
import { aRetryJob } from '../../retries/builders.ts';
import type { Books } from '../snapshot.ts';
import { booksWith, made, scenarioWith } from './builders.ts';
import { inexactRetries, retryFaults } from './retries.ts';

const aJob = (given: Partial<Books['retries'][number]> = {}): Books['retries'][number] => ({
  ...aRetryJob({ status: 'completed', queued: 1 }),
  ...given,
});

const TRIED = [made(1, 'SlowDown'), made(2, 'OK', { manual: true })];
const SCENARIO = scenarioWith({ retry: { ends: 'completed', skipped: 0 } });

test('a completed bulk retry satisfies the invariants', () => {
  const books = booksWith({ attempts: TRIED, retries: [aJob()] });
  expect(retryFaults(books, SCENARIO)).toEqual([]);
  expect(inexactRetries(books, SCENARIO)).toEqual([]);
});

test('a bulk retry may have been requested twice', () => {
  const doubles = [aJob(), aJob({ id: 'ret_2' })];
  const found = [aJob(), aJob({ queued: 0, skipped: { ...NONE_SKIPPED, delivered: 1 } })];
  for (const retries of [doubles, found]) {
    expect(retryFaults(booksWith({ attempts: TRIED, retries }), SCENARIO)).toEqual([]);
  }
});

test.each<[string, Partial<Books>]>([
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
])('when all is done it is told that %s', (fault, given) => {
  expect(retryFaults(booksWith({ attempts: TRIED, ...given }), SCENARIO)).toContain(fault);
});

test('each delivery is retried once per request', () => {
  const untried = booksWith({ attempts: [made(1, 'SlowDown')], retries: [aJob()] });
  expect(retryFaults(untried, SCENARIO)).toContain('evt_1 was not tried again');
  const attempts = [...TRIED, made(3, 'OK', { manual: true })];
  const often = booksWith({ attempts, retries: [aJob({ queued: 2 })] });
  expect(retryFaults(often, SCENARIO)).toContain('evt_1 was tried again 2 times');
});

test('a cancelled job need not have retried everything', () => {
  const scenario = scenarioWith({ retry: { ends: 'cancelled', skipped: 0 } });
  const retries = [aJob({ status: 'cancelled', queued: 0 })];
  expect(retryFaults(booksWith({ retries }), scenario)).toEqual([]);
});

test('a job that was not requested is reported', () => {
  const books = booksWith({ retries: [aJob()] });
  expect(retryFaults(books, scenarioWith())).toEqual(['nobody has asked for ret_1']);
});

test.each<[string, Partial<Books['retries'][number]>]>([
  ['the bulk retry ends as cancelled', { status: 'cancelled' }],
  ['0 are counted as queued, and 0 as skipped', { queued: 0 }],
  ['1 are counted as queued, and 1 as skipped', { skipped: { ...NONE_SKIPPED, no_match: 1 } }],
])('when nothing has gone wrong it is told, too, that %s', (fault, given) => {
  expect(inexactRetries(booksWith({ retries: [aJob(given)] }), SCENARIO)).toEqual([fault]);
});
