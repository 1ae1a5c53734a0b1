import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { parkForDestination } from '../../lambdas/delivery/park.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { type Delivery, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { duePartitions, type Timer } from '../../lambdas/parking/timer.ts';
import { readDue } from '../../lambdas/parking/timers.dynamo.ts';
import { secondsAfter } from '../../lambdas/platform/json/timestamps.ts';
import { aDestination, anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: {} };
const SLOW: DeliveryResult = { kind: 'retry', code: 'SlowDown', message: 'Slow down.' };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };
const BLOCK = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };

const EVENT_TIME = '2026-11-22T09:59:58Z';

let tables: Tables;
let deps: RunDeps;
let result: DeliveryResult;
let tries: number;
let queued: { attempt_number: number; delay: number | undefined }[];
let id = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(({ task }) => {
  id = task.id;
  result = DELIVERED;
  tries = 0;
  queued = [];
  const write = async () => {
    tries += 1;
    return result;
  };
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async () => ({}),
    writers: () => ({ write }),
    send: async (messages) => {
      for (const { body, delaySeconds } of messages) {
        queued.push({ attempt_number: readDelivery(body).attempt_number, delay: delaySeconds });
      }
    },
    schedule: [60, 60, 3_600, 3_600],
    now: () => NOW,
    random: () => 0,
    newId: (at) => ulid(at.getTime()),
  };
});

const putDestination = (given: Partial<Destination> = {}) =>
  deps.destinations.put(aDestination({ id, ...given }));

const present = () => deps.destinations.find('acme', id);

const run = (
  event: string,
  { isRedelivery = false, ...given }: Partial<Delivery> & { isRedelivery?: boolean } = {},
) => {
  const delivery = {
    destination_id: id,
    attempt_number: 1,
    manual: false,
    event: anEvent({ id: event, time: EVENT_TIME }),
    ...given,
  };
  return deliverAlone(deps, { delivery, isRedelivery, queue: 'slow' }, AbortSignal.timeout(5_000));
};

const parked = (event_id: string) =>
  deps.parking.find({ tenant_id: 'acme', destination_id: id, event_id, event_time: EVENT_TIME });

const attempts = async (event_id: string) => {
  const name = { tenant_id: 'acme', destination_id: id, event_id };
  return deps.attempts.lastNumber(name);
};

/** The timers set for the test's destination. */
async function timers(): Promise<Pick<Timer, 'task' | 'due_at'>[]> {
  const found: Timer[] = [];
  for (const partition of duePartitions()) {
    const due = readDue(tables.client, tables.log, partition, secondsAfter(NOW, 86_400));
    for await (const page of due) found.push(...page.timers);
  }
  return found
    .filter(({ destination_id }) => destination_id === id)
    .map(({ task, due_at }) => ({ task, due_at }));
}

test('a retry beyond the maximum SQS delay is parked until its due time', async () => {
  await putDestination();
  result = SLOW;
  await run('long', { attempt_number: 3 });
  expect(queued).toEqual([]);
  expect(await parked('long')).toMatchObject({
    attempt_number: 4,
    reason: 'retry',
    due_at: secondsAfter(NOW, 1_800),
  });
});

test('a stage can also park retries with shorter delays', async () => {
  await putDestination();
  result = SLOW;
  deps = { ...deps, parkRetriesAfterSeconds: 0 };
  await run('short');
  expect(queued).toEqual([]);
  expect(await parked('short')).toMatchObject({ due_at: secondsAfter(NOW, 30) });
});

test('a destination can override the retry schedule', async () => {
  await putDestination({ retry_schedule: [10] });
  result = SLOW;
  await run('own');
  await run('own', { attempt_number: 2 });
  expect(queued).toEqual([{ attempt_number: 2, delay: 5 }]);
  expect(await attempts('own')).toBe(2);
});

test('a rejection that affects every event is retried, because the customer may fix it', async () => {
  await putDestination();
  result = DENIED;
  await run('first');
  expect(queued).toEqual([{ attempt_number: 2, delay: 30 }]);
  expect(await present()).toMatchObject({ consecutive_failures: 1, consecutive_rejections: 1 });
});

test('the third consecutive rejection blocks the destination, parks the delivery and schedules a probe', async () => {
  await putDestination();
  result = DENIED;
  for (const event of ['one', 'two', 'three']) await run(event);
  expect((await present())?.blocked).toEqual(BLOCK);
  expect(await parked('three')).toMatchObject({
    attempt_number: 2,
    reason: 'blocked',
    due_at: secondsAfter(NOW, 14 * 86_400),
  });
  expect(await timers()).toEqual([{ task: 'probe', due_at: secondsAfter(NOW, 30) }]);
  expect(queued).toHaveLength(2);
});

test.each([
  { code: 'AccessDenied', before: 35, wait: 60 },
  { code: 'AccessDenied', before: 95, wait: 120 },
  { code: 'AccessDenied', before: 500, wait: 900 },
  { code: 'AccessDenied', before: 1_000, wait: 900 },
  { code: 'AccessDenied', before: 1_300, wait: 30 },
  { code: 'NoSuchBucket', before: 35, wait: 30 },
])(
  'a destination blocked again $before s after a block with $code is probed after $wait s',
  async (given) => {
    const at = secondsAfter(NOW, -given.before);
    await putDestination({ last_block: { at, code: given.code, message: 'No.' } });
    result = DENIED;
    for (const event of ['one', 'two', 'three']) await run(event);
    expect(await timers()).toEqual([{ task: 'probe', due_at: secondsAfter(NOW, given.wait) }]);
  },
);

test.each([
  'QuotaExceeded',
  'XMinioAdminBucketQuotaExceeded',
  'UserSuspended',
  'Unauthorized',
  'InvalidTokenId',
  'NeverHeardOf',
  'empty_object',
  'http_401',
])(
  'three refusals in a row with %s block the destination, and each is tried again',
  async (code) => {
    await putDestination();
    result = { kind: 'rejected', code, message: 'No.' };
    for (const event of [`${code}-1`, `${code}-2`, `${code}-3`]) await run(event);
    expect((await present())?.blocked).toEqual({ at: NOW.toISOString(), code, message: 'No.' });
    expect(queued.map(({ attempt_number }) => attempt_number)).toEqual([2, 2]);
    expect(await parked(`${code}-3`)).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  },
);

test.each(['KeyTooLongError', 'XMinioInvalidObjectName', 'http_413'])(
  'errors of single events with %s do not block the destination and are not retried',
  async (code) => {
    await putDestination();
    result = { kind: 'rejected', code, message: 'No.' };
    for (const event of [`${code}-1`, `${code}-2`, `${code}-3`]) await run(event);
    expect(await present()).toMatchObject({ consecutive_failures: 3, consecutive_rejections: 0 });
    expect(await present()).not.toHaveProperty('blocked');
    expect(queued).toEqual([]);
  },
);

test('a delivery that failed before a request was sent does not block the destination and is not retried', async () => {
  await putDestination();
  for (const event of ['far', 'farther', 'farthest']) await run(event, { undecided: true });
  expect(await present()).toMatchObject({ consecutive_rejections: 0 });
  expect(await present()).not.toHaveProperty('blocked');
  expect(queued).toEqual([]);
});

test('a delivery that expired during its release is not attempted', async () => {
  await putDestination();
  const given = { destination_id: id, event_id: 'late', code: 'expired', retryable: false };
  await deps.attempts.record(anAttempt(given));
  await run('late', { released: true });
  await run('early', { released: true });
  expect(tries).toBe(1);
  expect(await attempts('early')).toBe(1);
});

test('deliveries to a blocked destination are parked without an attempt', async () => {
  await putDestination({ blocked: BLOCK });
  await run('new');
  await run('retried', { attempt_number: 2 });
  expect(tries).toBe(0);
  expect(await parked('new')).toMatchObject({ attempt_number: 1, reason: 'blocked' });
  expect(await parked('retried')).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  expect(await attempts('new')).toBe(0);
});

test('a delivery whose filter exceeded its step budget is not parked', async () => {
  await putDestination({ blocked: BLOCK });
  await run('undecided', { undecided: true });
  expect(await parked('undecided')).toBeUndefined();
  expect(await attempts('undecided')).toBe(1);
});

test('a success resets consecutive failures', async () => {
  await putDestination();
  for (const [place, outcome] of [DENIED, DENIED, DELIVERED, DENIED, DENIED].entries()) {
    result = outcome;
    await run(`mixed-${place}`);
  }
  expect(await present()).toMatchObject({ consecutive_failures: 2, consecutive_rejections: 2 });
  expect(await present()).not.toHaveProperty('blocked');
});

test('temporary store failures never block the destination', async () => {
  await putDestination();
  result = SLOW;
  for (let event = 0; event < 6; event += 1) await run(`slow-${event}`);
  expect(await present()).toMatchObject({ consecutive_failures: 6, consecutive_rejections: 0 });
  expect(await present()).not.toHaveProperty('blocked');
});

test('a destination that was changed during the attempt is not blocked', async () => {
  await putDestination({ consecutive_rejections: 2, consecutive_failures: 2 });
  const { client, destinations } = tables;
  const store = new DestinationStore(client, destinations);
  const writers: RunDeps['writers'] = () => ({
    write: async () => {
      const before = await present();
      if (before) await store.change(before, { ...before, revision: 2, version: 2 });
      return DENIED;
    },
  });
  deps = { ...deps, writers };
  await run('changed');
  expect(await present()).not.toHaveProperty('blocked');
  expect(queued).toHaveLength(1);
});

test('a manual retry bypasses the block, and its success unblocks the destination', async () => {
  await putDestination({ blocked: BLOCK });
  await run('by-hand', { attempt_number: 2, manual: true, even_blocked: true });
  expect(tries).toBe(1);
  expect(await present()).not.toHaveProperty('blocked');
  expect(await timers()).toEqual([{ task: 'release', due_at: NOW.toISOString() }]);
});

test('a bulk retry is parked while its destination is blocked', async () => {
  await putDestination({ blocked: BLOCK });
  await run('bulk', { attempt_number: 2, manual: true });
  expect(tries).toBe(0);
  expect(await parked('bulk')).toMatchObject({
    attempt_number: 2,
    manual: true,
    reason: 'blocked',
  });
  expect(await attempts('bulk')).toBe(0);
});

/** Parks a retry that is due much later: attempt 3 of the event. */
async function parkFarAway(event: string) {
  result = SLOW;
  deps = { ...deps, parkRetriesAfterSeconds: 0 };
  await run(event, { attempt_number: 2 });
  expect(await parked(event)).toMatchObject({ attempt_number: 3, reason: 'retry' });
}

test('a manual attempt removes the parked delivery, regardless of its result', async () => {
  await putDestination({ retry_schedule: [60, 60] });
  await parkFarAway('sooner');
  await parkFarAway('needless-probe');
  await run('needless-probe', { attempt_number: 3, manual: true });
  result = DELIVERED;
  await run('sooner', { attempt_number: 3, manual: true });
  expect(await parked('sooner')).toBeUndefined();
  expect(await parked('needless-probe')).toBeUndefined();
});

test('the retry that follows a manual attempt replaces the parked delivery', async () => {
  await putDestination();
  await parkFarAway('next');
  await run('next', { attempt_number: 3, manual: true });
  expect(await parked('next')).toMatchObject({ attempt_number: 4, manual: false, reason: 'retry' });
});

test('a run interrupted before it removed the parked delivery removes it when the message is redelivered', async () => {
  await putDestination();
  await parkFarAway('cut-off');
  result = DELIVERED;
  const unpark = deps.parking.unpark.bind(deps.parking);
  deps.parking.unpark = async () => {
    throw new Error('interrupted');
  };
  const asked = { attempt_number: 3, manual: true };
  await expect(run('cut-off', asked)).rejects.toThrow('interrupted');
  deps.parking.unpark = unpark;
  await run('cut-off', { ...asked, isRedelivery: true });
  expect(tries).toBe(2);
  expect(await parked('cut-off')).toBeUndefined();
});

test('a delivery to a disabled destination is parked until it is enabled', async () => {
  await putDestination({ disabled_at: NOW.toISOString() });
  await run('off');
  expect(tries).toBe(0);
  expect(await parked('off')).toMatchObject({ attempt_number: 1, reason: 'disabled' });
});

test('a delivery parked while its destination recovers is released', async () => {
  await putDestination({ blocked: BLOCK });
  const park = deps.parking.park.bind(deps.parking);
  deps.parking.park = async (delivery) => {
    const isParked = await park(delivery);
    await deps.destinations.unblock(aDestination({ id }));
    return isParked;
  };
  await run('raced');
  expect(await parked('raced')).toMatchObject({ reason: 'blocked' });
  expect(await timers()).toEqual([{ task: 'release', due_at: NOW.toISOString() }]);
});

test('a run interrupted after it blocked the destination completes when the message is redelivered', async () => {
  await putDestination({ consecutive_rejections: 2, consecutive_failures: 2 });
  result = DENIED;
  const set = deps.timers.set.bind(deps.timers);
  deps.timers.set = async () => {
    throw new Error('interrupted');
  };
  await expect(run('cut')).rejects.toThrow('interrupted');
  deps.timers.set = set;
  await run('cut', { isRedelivery: true });
  expect(tries).toBe(1);
  expect(await parked('cut')).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  expect(await timers()).toEqual([{ task: 'probe', due_at: secondsAfter(NOW, 30) }]);
});

test('a failed event that is not eligible for retry is not parked', async () => {
  await putDestination({ blocked: BLOCK });
  result = DENIED;
  const event = anEvent({ id: 'once', time: EVENT_TIME, eligible_for_retry: false });
  await run('once', { manual: true, even_blocked: true, event });
  expect(tries).toBe(1);
  expect(await parked('once')).toBeUndefined();
});

describe('a destination with a role', () => {
  const byRole = {
    config: {
      bucket: 'my-events-bucket',
      region: 'us-east-1',
      role_arn: 'arn:aws:iam::111122223333:role/waybill',
    },
    credentials: {},
    external_id: 'waybill-1',
  };

  it('receives nothing before the role is known to demand the external id', async () => {
    await putDestination(byRole);
    await run('early');
    expect(tries).toBe(0);
    expect(await attempts('early')).toBe(0);
    expect(await parked('early')).toMatchObject({
      attempt_number: 1,
      reason: 'verification_pending',
    });
    expect(await timers()).toEqual([{ task: 'probe', due_at: secondsAfter(NOW, 30) }]);
  });

  it('receives no manual retry before the role is known to demand the external id', async () => {
    await putDestination(byRole);
    await run('early', { manual: true, even_blocked: true });
    expect(tries).toBe(0);
    expect(await parked('early')).toMatchObject({ reason: 'verification_pending' });
  });

  it('receives deliveries once the proof is stored', async () => {
    await putDestination({ ...byRole, access_proof: 'proven' });
    await run('proven');
    expect(tries).toBe(1);
  });

  it('has a release scheduled for a delivery that was parked while the proof was stored', async () => {
    const stale = aDestination({ id, ...byRole });
    await putDestination({ ...byRole, access_proof: 'proven' });
    await parkForDestination(
      deps,
      {
        destination_id: id,
        attempt_number: 1,
        manual: false,
        event: anEvent({ id: 'race', time: EVENT_TIME }),
      },
      stale,
    );
    expect(await timers()).toEqual([{ task: 'release', due_at: NOW.toISOString() }]);
  });
});
