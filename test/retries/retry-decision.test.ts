import { describe, expect, test } from 'vitest';
import type { PastAttempt } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import {
  decideBatchRetry,
  decideRetry,
  matchFailed,
} from '../../lambdas/retries/retry-decision.ts';
import { HEAVY_DATA, heavyFilter } from '../filters/builders.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';

const DELIVERY = { tenant_id: 'acme', event_id: 'evt_1', destination_id: 'des_1' };
const THIRD = { ...DELIVERY, attempt_number: 3 };

/** The attempts of a delivery, from the first; the position of each is its number. */
const attempts = (...statuses: PastAttempt['status'][]): PastAttempt[] =>
  statuses.map((status, n) => ({ attempt_number: n + 1, status, position: String(n + 1) }));

const seen = (history: readonly PastAttempt[], ...positions: string[]) =>
  matchFailed(DELIVERY, history, new Set(positions));

describe('a delivery', () => {
  test('matches at its last failed attempt n, and attempt n + 1 is planned', () => {
    const twice = attempts('failed', 'failed');
    expect(seen(twice, '2')).toEqual({ kind: 'failed', delivery: THIRD });
    expect(seen(twice, '1', '2')).toEqual({ kind: 'failed', delivery: THIRD });
  });

  test('does not match at an attempt before its last failed one', () => {
    expect(seen(attempts('failed', 'failed'), '1')).toBeUndefined();
    expect(seen(attempts('failed', 'failed', 'success'), '1')).toBeUndefined();
  });

  test('that was delivered since is skipped once', () => {
    const skipped = { kind: 'skipped', reason: 'delivered' };
    expect(seen(attempts('failed', 'success'), '1')).toEqual(skipped);
    expect(seen(attempts('failed', 'success', 'success'), '1')).toEqual(skipped);
    expect(seen(attempts('failed', 'failed', 'success'), '1', '2')).toEqual(skipped);
  });

  test('that failed in a manual retry after it was delivered counts as failed', () => {
    const history = attempts('failed', 'success', 'failed');
    expect(seen(history, '1')).toBeUndefined();
    expect(seen(history, '3')).toMatchObject({ kind: 'failed', delivery: { attempt_number: 4 } });
  });

  test('without stored attempts does not match', () => {
    expect(seen([], '1')).toBeUndefined();
  });
});

describe('a failed delivery', () => {
  const failed = { kind: 'failed', delivery: THIRD } as const;
  const event = {
    ...anEvent(),
    destination_ids: ['des_1'],
    accepted_at: anEvent().time,
    position: '1',
  };

  test('is retried when its destination is enabled and matches the event', async () => {
    const decision = await decideRetry(
      { eventData: ONLY_SMALL, work: new WorkLimit(() => NOW) },
      failed,
      event,
      aDestination(),
    );
    expect(decision).toEqual({ kind: 'retry', delivery: THIRD });
  });

  test.each([
    ['its destination is gone', event, undefined, 'destination_deleted'],
    ['everything is gone', undefined, undefined, 'destination_deleted'],
    ['the event is no longer stored', undefined, aDestination(), 'event_expired'],
    [
      'its destination is disabled',
      event,
      aDestination({ disabled_at: NOW.toISOString() }),
      'destination_disabled',
    ],
    ['its topic no longer matches', event, aDestination({ topics: ['users'] }), 'no_match'],
    [
      'the filter no longer matches',
      event,
      aDestination({ filter: { data: { order_id: '124' } } }),
      'no_match',
    ],
    [
      'the filter exceeds its step limit',
      { ...event, data: HEAVY_DATA },
      aDestination({ filter: heavyFilter() }),
      'filter',
    ],
  ])('is skipped when %s', async (_name, recorded, destination, reason) => {
    const decision = await decideRetry(
      { eventData: ONLY_SMALL, work: new WorkLimit(() => NOW) },
      failed,
      recorded,
      destination,
    );
    expect(decision).toEqual({ kind: 'skipped', reason });
  });
});

test('a failed batch is retried, unless its events have expired', () => {
  const delivery = {
    ...{ tenant_id: 'acme', destination_id: 'des_1', event_id: 'bat_1' },
    attempt_number: 2,
  };
  const batch = { log: 'BATCH#acme', first: 0, last: 1 };
  const decide = (code: string, isStored = true) =>
    decideBatchRetry({ kind: 'failed', delivery }, { batch, code, isStored }, aDestination());
  expect(decide('AccessDenied')).toEqual({ kind: 'retry', delivery: { ...delivery, batch } });
  expect(decide('event_expired')).toEqual({ kind: 'skipped', reason: 'event_expired' });
  expect(decide('AccessDenied', false)).toEqual({ kind: 'skipped', reason: 'event_expired' });
});
