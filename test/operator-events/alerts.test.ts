import { describe, expect, test } from 'vitest';
import {
  alertLevel,
  consecutiveFailure,
  destinationBlocked,
  destinationDegraded,
  destinationDisabled,
  destinationRecovered,
  failureThreshold,
  retriesExhausted,
} from '../../lambdas/operator-events/alerts.ts';
import { attemptMade, subscriptionsUpdated } from '../../lambdas/operator-events/attempt-events.ts';
import { aDestination, anAttempt, anEvent, NOW } from '../support/builders.ts';

const SINCE = '2026-11-22T09:00:00.000Z';
const MARKER = 'kept-to-ourselves';

const destination = aDestination({
  credentials: { key: { ciphertext: MARKER, shown: `${MARKER}****` } },
  delivery_metadata: { team: MARKER },
  failing_since: SINCE,
  consecutive_failures: 50,
});
const trial = {
  event: anEvent({ data: `{"secret":"${MARKER}"}` }),
  attempt: anAttempt({ retryable: false }),
  destination,
};
const blocked = { at: SINCE, code: 'AccessDenied', message: 'Access Denied' };
const half = { current: 50, max: 100, threshold: 50 };

const EVENT = {
  id: 'evt_1',
  tenant_id: 'acme',
  topic: 'orders',
  time: '2026-11-22T09:59:58Z',
  eligible_for_retry: true,
  metadata: { source: 'checkout-service' },
};
const ATTEMPT = {
  id: 'atm_01KAN00000000000000000000A',
  tenant_id: 'acme',
  event_id: 'evt_1',
  destination_id: 'des_1',
  destination_type: 'aws_s3',
  attempt_number: 1,
  manual: false,
  status: 'failed',
  time: NOW.toISOString(),
  code: 'SlowDown',
  response_data: { error: 'Please reduce your request rate.' },
};
const DESTINATION = {
  id: 'des_1',
  tenant_id: 'acme',
  type: 'aws_s3',
  topics: ['*'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  created_at: NOW.toISOString(),
  disabled_at: null,
};
const TRIAL = { tenant_id: 'acme', event: EVENT, attempt: ATTEMPT, destination: DESTINATION };
const ID = expect.stringMatching(/^ope_[0-9a-f]{32}$/);
const TIME = NOW.toISOString();

const FAILED_CHECK = { code: 'AccessDenied', message: 'Access Denied', checked_at: TIME };

describe('an operator event is emitted', () => {
  test.each([
    [
      'of failures in a row, as Outpost does',
      consecutiveFailure(trial, half),
      {
        topic: 'alert.destination.consecutive_failure',
        time: TIME,
        data: { ...TRIAL, consecutive_failures: half },
      },
    ],
    [
      'of a destination that was disabled, as Outpost does',
      destinationDisabled({ ...trial, destination: { ...destination, disabled_at: TIME } }, TIME),
      {
        topic: 'alert.destination.disabled',
        time: TIME,
        data: {
          ...TRIAL,
          destination: { ...DESTINATION, disabled_at: TIME },
          disabled_at: TIME,
          reason: 'consecutive_failure',
        },
      },
    ],
    [
      'of exhausted retries, as Outpost does',
      retriesExhausted(trial),
      { topic: 'alert.attempt.exhausted_retries', time: TIME, data: TRIAL },
    ],
    [
      'of a destination that is blocked, and why',
      destinationBlocked(trial, blocked),
      { topic: 'alert.destination.blocked', time: SINCE, data: { ...TRIAL, blocked } },
    ],
    [
      'of a destination that a check found to reject deliveries, and why',
      destinationDegraded(destination, FAILED_CHECK, SINCE),
      {
        topic: 'alert.destination.degraded',
        time: TIME,
        data: { tenant_id: 'acme', destination: DESTINATION, verification: FAILED_CHECK },
      },
    ],
    [
      'that a destination has recovered, and since when it had failed',
      destinationRecovered(destination, NOW.toISOString()),
      {
        topic: 'alert.destination.recovered',
        time: TIME,
        data: { tenant_id: 'acme', destination: DESTINATION, failing_since: SINCE },
      },
    ],
    [
      'of an attempt, as Outpost does',
      attemptMade(trial),
      { topic: 'attempt.failed', time: TIME, data: TRIAL },
    ],
    [
      'of an attempt whose destination was gone',
      attemptMade({ ...trial, destination: undefined }),
      {
        topic: 'attempt.failed',
        time: TIME,
        data: { tenant_id: 'acme', event: EVENT, attempt: ATTEMPT, destination: undefined },
      },
    ],
    [
      'of an attempt that has succeeded, by another topic',
      attemptMade({ ...trial, attempt: anAttempt({ status: 'success' }) }),
      {
        topic: 'attempt.success',
        time: TIME,
        data: { ...TRIAL, attempt: { ...ATTEMPT, status: 'success' } },
      },
    ],
    [
      'of a tenant’s subscriptions, as Outpost does',
      subscriptionsUpdated(
        'acme',
        {
          before: { topics: ['a'], destinations_count: 1 },
          after: { topics: ['a', 'b'], destinations_count: 2 },
        },
        NOW,
        [],
      ),
      {
        topic: 'tenant.subscription.updated',
        time: TIME,
        data: {
          tenant_id: 'acme',
          topics: ['a', 'b'],
          previous_topics: ['a'],
          destinations_count: 2,
          previous_destinations_count: 1,
        },
      },
    ],
  ])('%s', (_, event, expected) => {
    expect(event).toEqual({ id: ID, tenant_id: 'acme', ...expected });
    expect(JSON.stringify(event)).not.toContain(MARKER);
  });
});

describe('the id of an operator event', () => {
  const idOf = (given: Partial<typeof destination>, threshold = 50) =>
    consecutiveFailure(
      { ...trial, destination: { ...destination, ...given } },
      { ...half, threshold },
    ).id;

  test('is the same when the event is emitted again for another failure', () => {
    const repeated = consecutiveFailure(
      { ...trial, attempt: anAttempt({ id: 'atm_other' }) },
      { ...half, current: 51 },
    );
    expect(repeated.id).toBe(consecutiveFailure(trial, half).id);
  });

  test.each([
    ['another level', idOf({}, 70)],
    ['another row of failures', idOf({ failing_since: TIME })],
    ['a row after a change', idOf({ revision: 2 })],
    ['another destination', idOf({ id: 'des_2' })],
    ['another tenant', idOf({ tenant_id: 'other' })],
    ['another topic', destinationRecovered(destination, NOW.toISOString()).id],
  ])('is different for %s', (_, id) => {
    expect(id).not.toBe(consecutiveFailure(trial, half).id);
  });
});

/** The numbers of consecutive failures, up to `max` + 1, at which another level is reached. */
const stepsOf = (max: number): [number, number][] => {
  const rows = Array.from({ length: max + 1 }, (_, place) => place + 1);
  return rows
    .map((failures): [number, number] => [failures, alertLevel(failures, max)])
    .filter(([failures, level]) => level !== alertLevel(failures - 1, max));
};

test.each<[number, [number, number][]]>([
  [
    100,
    [
      [50, 50],
      [70, 70],
      [90, 90],
      [100, 100],
    ],
  ],
  [
    20,
    [
      [10, 50],
      [14, 70],
      [18, 90],
      [20, 100],
    ],
  ],
  [
    3,
    [
      [2, 50],
      [3, 100],
    ],
  ],
  [
    2,
    [
      [1, 50],
      [2, 100],
    ],
  ],
  [1, [[1, 100]]],
])('with a threshold of %i failures, levels are reached at %j', (max, steps) => {
  expect(stepsOf(max)).toEqual(steps);
});

test('there is no level above 100 %', () => {
  expect(alertLevel(5_000, 100)).toBe(100);
});

test('a threshold of 0 disables all levels', () => {
  expect([0, 1, 1_000].map((failures) => alertLevel(failures, 0))).toEqual([0, 0, 0]);
});

test.each([50, 70, 90, 100])('the first failure at %i %% reaches the level', (level) => {
  for (let max = 1; max <= 200; max += 1) {
    expect(alertLevel(failureThreshold(level, max), max)).toBeGreaterThanOrEqual(level);
    expect(alertLevel(failureThreshold(level, max) - 1, max)).toBeLessThan(level);
  }
});
