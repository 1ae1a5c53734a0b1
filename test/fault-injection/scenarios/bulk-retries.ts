import type { Scenario, Step } from '../scenario.ts';
import {
  ask,
  DAY,
  expected,
  FIRST,
  later,
  outlived,
  publish,
  rejecting,
  settled,
  tenantWith,
  within,
} from './builders.ts';

/** An event whose first delivery fails. */
const failed = (id: string): Step[] => [publish(id), rejecting(1, 500, 'InternalError'), within(0)];

/** The number of failed attempts that a step of a job processes at most. */
const STEPFUL = 100;

/** Two failed deliveries, in two steps of a job. */
const failedFarApart = [
  ...failed('evt_1'),
  outlived(STEPFUL, FIRST),
  ...failed('evt_2'),
  later(60),
];

const askForRetry = ask(
  'POST',
  '/retries',
  '{"tenant_id":"acme","time":{"gte":"2026-11-22T00:00:00Z"}}',
);

/** Lists the jobs and cancels those that have not completed. */
const cancelRetries: Step = async (harness) => {
  const { log } = await harness.shelf.read();
  for (const { kind, id } of log) {
    // A job that has completed meanwhile cannot be cancelled.
    if (kind === 'retry') await ask('POST', `/retries/${id}/cancel`, '{}', [200, 409])(harness);
  }
};

/** Bulk retries with more than one step. */
export const BULK_RETRIES: readonly Scenario[] = [
  {
    name: 'a bulk retry of deliveries without retries left',
    given: [tenantWith([FIRST], { retry_schedule: [] }), ...failedFarApart],
    steps: [askForRetry, settled],
    expected: [expected('evt_1', FIRST, { tries: 1 }), expected('evt_2', FIRST, { tries: 1 })],
    retry: { ends: 'completed', skipped: 1 },
  },
  {
    name: 'a bulk retry of parked deliveries, cancelled half-way',
    given: [tenantWith([FIRST], { retry_schedule: Array(9).fill(DAY) }), ...failedFarApart],
    steps: [askForRetry, within(2), cancelRetries, settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
    retry: { ends: 'cancelled', skipped: 0 },
  },
];
