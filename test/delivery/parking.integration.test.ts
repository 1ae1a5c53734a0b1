import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { type DeliverDeps, deliver } from '../../lambdas/delivery/deliver.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/delivery-result.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { type Delivery, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { BatchCounters } from '../../lambdas/metrics/batch-counters.ts';
import { dueIn } from '../../lambdas/parking/due-index.dynamo.ts';
import { duePartitions } from '../../lambdas/parking/due-index.ts';
import { secondsAfter, type Timer } from '../../lambdas/parking/timer.ts';
import { aDestination, anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: {} };
const SLOW: DeliveryResult = { kind: 'retry', code: 'SlowDown', message: 'Slow down.' };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };
const BLOCK = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };

const EVENT_TIME = '2026-11-22T09:59:58Z';

let tables: Tables;
let deps: DeliverDeps;
let verdict: DeliveryResult;
let tries: number;
let queued: { attempt_number: number; delay: number | undefined }[];
let id = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(({ task }) => {
  id = task.id;
  verdict = DELIVERED;
  tries = 0;
  queued = [];
  const write = async () => {
    tries += 1;
    return verdict;
  };
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    tally: new BatchCounters(),
    open: async () => ({}),
    writers: async () => ({ write, verify: async () => verdict }),
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
  { again = false, ...given }: Partial<Delivery> & { again?: boolean } = {},
) => {
  const delivery = {
    destination_id: id,
    attempt_number: 1,
    manual: false,
    event: anEvent({ id: event, time: EVENT_TIME }),
    ...given,
  };
  return deliver(deps, { delivery, again, lane: 'slow' }, AbortSignal.timeout(5_000));
};

const parked = (event_id: string) =>
  deps.parking.find({ tenant_id: 'acme', destination_id: id, event_id, event_time: EVENT_TIME });

const attempts = async (event_id: string) => {
  const name = { tenant_id: 'acme', destination_id: id, event_id };
  return deps.attempts.last(name);
};

/** The timers set for the test's destination. */
async function timers(): Promise<Pick<Timer, 'task' | 'due_at'>[]> {
  const found: Timer[] = [];
  for (const partition of duePartitions()) {
    const due = dueIn(tables.client, tables.log, partition, secondsAfter(NOW, 86_400));
    for await (const page of due) found.push(...page.timers);
  }
  return found
    .filter(({ destination_id }) => destination_id === id)
    .map(({ task, due_at }) => ({ task, due_at }));
}

test('a retry that is further away than SQS can delay is parked until its time', async () => {
  await putDestination();
  verdict = SLOW;
  await run('long', { attempt_number: 3 });
  expect(queued).toEqual([]);
  expect(await parked('long')).toMatchObject({
    attempt_number: 4,
    reason: 'retry',
    due_at: secondsAfter(NOW, 1_800),
  });
});

test('a stage may have shorter waits parked, too', async () => {
  await putDestination();
  verdict = SLOW;
  deps = { ...deps, parkRetriesAfterSeconds: 0 };
  await run('short');
  expect(queued).toEqual([]);
  expect(await parked('short')).toMatchObject({ due_at: secondsAfter(NOW, 30) });
});

test('a destination may have a schedule of its own', async () => {
  await putDestination({ retry_schedule: [10] });
  verdict = SLOW;
  await run('own');
  await run('own', { attempt_number: 2 });
  expect(queued).toEqual([{ attempt_number: 2, delay: 5 }]);
  expect(await attempts('own')).toBe(2);
});

test('a refusal that would meet any event is tried again: the customer may mend it', async () => {
  await putDestination();
  verdict = DENIED;
  await run('first');
  expect(queued).toEqual([{ attempt_number: 2, delay: 30 }]);
  expect(await present()).toMatchObject({ failures: 1, rejections: 1 });
});

test('the third in a row blocks the destination: the delivery is parked, and a probe is set', async () => {
  await putDestination();
  verdict = DENIED;
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
  'blocked again, $before s after a block with $code, it is probed after $wait s',
  async (given) => {
    const at = secondsAfter(NOW, -given.before);
    await putDestination({ last_block: { at, code: given.code, message: 'No.' } });
    verdict = DENIED;
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
    verdict = { kind: 'rejected', code, message: 'No.' };
    for (const event of [`${code}-1`, `${code}-2`, `${code}-3`]) await run(event);
    expect((await present())?.blocked).toEqual({ at: NOW.toISOString(), code, message: 'No.' });
    expect(queued.map(({ attempt_number }) => attempt_number)).toEqual([2, 2]);
    expect(await parked(`${code}-3`)).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  },
);

test.each(['KeyTooLongError', 'XMinioInvalidObjectName', 'http_413'])(
  'refusals of single events with %s block nothing, and are not tried again',
  async (code) => {
    await putDestination();
    verdict = { kind: 'rejected', code, message: 'No.' };
    for (const event of [`${code}-1`, `${code}-2`, `${code}-3`]) await run(event);
    expect(await present()).toMatchObject({ failures: 3, rejections: 0 });
    expect(await present()).not.toHaveProperty('blocked');
    expect(queued).toEqual([]);
  },
);

test('a delivery that failed before its store was asked blocks nothing, and is not tried again', async () => {
  await putDestination();
  for (const event of ['far', 'farther', 'farthest']) await run(event, { undecided: true });
  expect(await present()).toMatchObject({ rejections: 0 });
  expect(await present()).not.toHaveProperty('blocked');
  expect(queued).toEqual([]);
});

test('what has been given up while it was released is not made', async () => {
  await putDestination();
  const given = { destination_id: id, event_id: 'late', code: 'expired', retryable: false };
  await deps.attempts.record(anAttempt(given));
  await run('late', { released: true });
  await run('early', { released: true });
  expect(tries).toBe(1);
  expect(await attempts('early')).toBe(1);
});

test('while it is blocked nothing is tried, and everything parked', async () => {
  await putDestination({ blocked: BLOCK });
  await run('new');
  await run('retried', { attempt_number: 2 });
  expect(tries).toBe(0);
  expect(await parked('new')).toMatchObject({ attempt_number: 1, reason: 'blocked' });
  expect(await parked('retried')).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  expect(await attempts('new')).toBe(0);
});

test('what is not delivered anyway is not parked either', async () => {
  await putDestination({ blocked: BLOCK });
  await run('undecided', { undecided: true });
  expect(await parked('undecided')).toBeUndefined();
  expect(await attempts('undecided')).toBe(1);
});

test('failures with a success between them do not add up', async () => {
  await putDestination();
  for (const [place, outcome] of [DENIED, DENIED, DELIVERED, DENIED, DENIED].entries()) {
    verdict = outcome;
    await run(`mixed-${place}`);
  }
  expect(await present()).toMatchObject({ failures: 2, rejections: 2 });
  expect(await present()).not.toHaveProperty('blocked');
});

test('a store in trouble blocks nothing, however often it fails', async () => {
  await putDestination();
  verdict = SLOW;
  for (let event = 0; event < 6; event += 1) await run(`slow-${event}`);
  expect(await present()).toMatchObject({ failures: 6, rejections: 0 });
  expect(await present()).not.toHaveProperty('blocked');
});

test('a destination that was changed while it was tried is not blocked: it may be mended', async () => {
  await putDestination({ rejections: 2, failures: 2 });
  const { client, destinations } = tables;
  const store = new DestinationStore(client, destinations);
  const writers: DeliverDeps['writers'] = async () => ({
    write: async () => {
      const before = await present();
      if (before) await store.replace({ ...before, revision: 2, version: 2 }, before.version);
      return DENIED;
    },
    verify: async () => DENIED,
  });
  deps = { ...deps, writers };
  await run('changed');
  expect(await present()).not.toHaveProperty('blocked');
  expect(queued).toHaveLength(1);
});

test('somebody who tries by hand is not held up, and what works opens the destination', async () => {
  await putDestination({ blocked: BLOCK });
  await run('by-hand', { attempt_number: 2, manual: true, even_blocked: true });
  expect(tries).toBe(1);
  expect(await present()).not.toHaveProperty('blocked');
  expect(await timers()).toEqual([{ task: 'release', due_at: NOW.toISOString() }]);
});

test('what is tried again with many others is parked while its destination is blocked', async () => {
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

/** Has a retry parked that is far away: attempt 3 of the event. */
async function parkFarAway(event: string) {
  verdict = SLOW;
  deps = { ...deps, parkRetriesAfterSeconds: 0 };
  await run(event, { attempt_number: 2 });
  expect(await parked(event)).toMatchObject({ attempt_number: 3, reason: 'retry' });
}

test('an attempt that somebody asked for is not parked any more, whatever came of it', async () => {
  await putDestination({ retry_schedule: [60, 60] });
  await parkFarAway('sooner');
  await parkFarAway('in-vain');
  await run('in-vain', { attempt_number: 3, manual: true });
  verdict = DELIVERED;
  await run('sooner', { attempt_number: 3, manual: true });
  expect(await parked('sooner')).toBeUndefined();
  expect(await parked('in-vain')).toBeUndefined();
});

test('a retry that follows an attempt somebody asked for is parked in place of it', async () => {
  await putDestination();
  await parkFarAway('next');
  await run('next', { attempt_number: 3, manual: true });
  expect(await parked('next')).toMatchObject({ attempt_number: 4, manual: false, reason: 'retry' });
});

test('a run that was cut short before it took away what was parked does so when its message comes again', async () => {
  await putDestination();
  await parkFarAway('cut-off');
  verdict = DELIVERED;
  const unpark = deps.parking.unpark.bind(deps.parking);
  deps.parking.unpark = async () => {
    throw new Error('cut short');
  };
  const asked = { attempt_number: 3, manual: true };
  await expect(run('cut-off', asked)).rejects.toThrow('cut short');
  deps.parking.unpark = unpark;
  await run('cut-off', { ...asked, again: true });
  expect(tries).toBe(2);
  expect(await parked('cut-off')).toBeUndefined();
});

test('a delivery to a disabled destination is parked until it is enabled', async () => {
  await putDestination({ disabled_at: NOW.toISOString() });
  await run('off');
  expect(tries).toBe(0);
  expect(await parked('off')).toMatchObject({ attempt_number: 1, reason: 'disabled' });
});

test('a destination that came back while a delivery was being parked has it released', async () => {
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

test('a run that was cut short after blocking is made good when its message comes again', async () => {
  await putDestination({ rejections: 2, failures: 2 });
  verdict = DENIED;
  const set = deps.timers.set.bind(deps.timers);
  deps.timers.set = async () => {
    throw new Error('cut short');
  };
  await expect(run('cut')).rejects.toThrow('cut short');
  deps.timers.set = set;
  await run('cut', { again: true });
  expect(tries).toBe(1);
  expect(await parked('cut')).toMatchObject({ attempt_number: 2, reason: 'blocked' });
  expect(await timers()).toEqual([{ task: 'probe', due_at: secondsAfter(NOW, 30) }]);
});

test('an event that may not be tried again is not parked after it has failed', async () => {
  await putDestination({ blocked: BLOCK });
  verdict = DENIED;
  const event = anEvent({ id: 'once', time: EVENT_TIME, eligible_for_retry: false });
  await run('once', { manual: true, even_blocked: true, event });
  expect(tries).toBe(1);
  expect(await parked('once')).toBeUndefined();
});
