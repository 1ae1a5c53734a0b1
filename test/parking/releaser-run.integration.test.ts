import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { readVerificationRequest } from '../../lambdas/destinations/verification.ts';
import { readBatchDelivery, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import type { ParkedDelivery } from '../../lambdas/parking/parked-delivery.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { type ReleaseDeps, runReleaser } from '../../lambdas/parking/releaser-run.ts';
import {
  duePartitions,
  probeTimer,
  releaseTimer,
  type Timer,
  watchTimer,
} from '../../lambdas/parking/timer.ts';
import { readDue, Timers } from '../../lambdas/parking/timers.dynamo.ts';
import { WatchBudget } from '../../lambdas/parking/watch-destinations.ts';
import { secondsAfter } from '../../lambdas/platform/json/timestamps.ts';
import type { Send } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { BatchedPuts } from '../support/batched-puts.ts';
import { aDestination, anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { aParked } from './builders.ts';

const RETENTION_DAYS = 30;

let tables: Tables;
let clock: Date;
let sent: { event_id: string; attempt_number: number; delay: number | undefined }[];
let probes: string[];
let watched: (number | undefined)[];
let counted: unknown[][];
/** The first slots of the batches that were sent. */
let sentBatches: number[];
let recording: ReturnType<typeof recordingOutbox>;
let deps: ReleaseDeps;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(() => {
  clock = NOW;
  sent = [];
  probes = [];
  watched = [];
  counted = [];
  sentBatches = [];
  recording = recordingOutbox();
  const { client, log } = tables;
  deps = {
    parking: new ParkingLot(client, log),
    timers: new Timers(client, log),
    dueIn: (partition, until) => readDue(client, log, partition, until),
    destinations: new DestinationStore(client, tables.destinations),
    events: new EventStore(client, log, RETENTION_DAYS, () => clock),
    attempts: new AttemptStore(client, log, RETENTION_DAYS, () => clock),
    countAttempt: async (...what) => void counted.push(what),
    readBatch: async () => [],
    countBatch: async (attempt) => void counted.push([attempt, '', undefined]),
    outbox: recording.outbox,
    send: async (messages) => {
      for (const { body, delaySeconds } of messages) {
        const { event, attempt_number } = readDelivery(body);
        sent.push({ event_id: event.id, attempt_number, delay: delaySeconds });
      }
    },
    sendBatches: async (messages) => {
      for (const { body } of messages) sentBatches.push(readBatchDelivery(body).batch.first);
    },
    hasBatch: async ({ first }) => first === 0,
    sendVerification: async (messages) => {
      for (const { body, delaySeconds } of messages) {
        const request = readVerificationRequest(body);
        probes.push(request.destination_id);
        if (request.watch) watched.push(delaySeconds);
      }
    },
    releaseRatePerDestination: 100,
    probeWaitSeconds: 0,
    sleep: async () => {},
    now: () => clock,
    newId: (at) => ulid(at.getTime()),
  };
});

const OLD = '01KAN000000000000000000OLD';
const NEW = '01KAN000000000000000000NEW';

/** Parks deliveries with these event ids. */
async function parkAll(
  ids: readonly string[],
  given: (place: number) => Partial<ParkedDelivery>,
): Promise<void> {
  const { log } = tables;
  const client = new BatchedPuts(tables);
  const events = new EventStore(client, log, RETENTION_DAYS, () => NOW);
  const parking = new ParkingLot(client, log);
  await Promise.all(
    ids.map(async (event_id, place) => {
      const parked = aParked({ event_id, ...given(place) });
      const event = anEvent({ id: event_id, time: parked.event_time });
      await Promise.all([events.record(event, [parked.destination_id], NOW), parking.park(parked)]);
    }),
  );
}

const idsOf = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, place) => `${name}_${place}`);

const run = (given: Partial<ReleaseDeps> = {}, signal = AbortSignal.timeout(10_000)) =>
  runReleaser({ ...deps, ...given }, signal);

async function park(id: string, given: Partial<ParkedDelivery> = {}): Promise<ParkedDelivery> {
  const parked = aParked({ event_id: id, destination_id: `des_${id}`, ...given });
  await deps.events.record(anEvent({ id, time: parked.event_time }), [parked.destination_id], NOW);
  await deps.parking.park(parked);
  return parked;
}

const putDestination = (given: Partial<Destination>) => deps.destinations.put(aDestination(given));

const BLOCK = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };

test('a retry is queued before its due time, with a delay to the second', async () => {
  const parked = await park('soon', { due_at: secondsAfter(NOW, 42.5) });
  await run();
  expect(sent).toEqual([{ event_id: 'soon', attempt_number: 2, delay: 43 }]);
  expect(await deps.parking.find(parked)).toBeUndefined();
});

test('an overdue retry is sent without a delay, and one that is due later stays parked', async () => {
  await park('overdue', { due_at: secondsAfter(NOW, -3_600) });
  const later = await park('later', { due_at: secondsAfter(NOW, 120) });
  await run();
  expect(sent).toEqual([{ event_id: 'overdue', attempt_number: 2, delay: 0 }]);
  expect(await deps.parking.find(later)).toEqual(later);
  await deps.parking.remove(later);
});

test('the next run sends again after a run was interrupted after sending', async () => {
  const parked = await park('cut', { due_at: NOW.toISOString() });
  const cut: Send = async (messages) => {
    await deps.send(messages);
    throw new Error('interrupted');
  };
  await expect(run({ send: cut })).rejects.toThrow('releaser run incomplete; errors: 1');
  expect(await deps.parking.find(parked)).toEqual(parked);
  await run();
  expect(sent).toHaveLength(2);
  expect(await deps.parking.find(parked)).toBeUndefined();
});

test('a retry that was parked again while it was sent stays parked', async () => {
  const parked = await park('again', { due_at: NOW.toISOString() });
  const next = { ...parked, attempt_number: 3, due_at: secondsAfter(NOW, 1_000) };
  const quick: Send = async (messages) => {
    await deps.send(messages);
    await deps.parking.park(next);
  };
  await run({ send: quick });
  expect(await deps.parking.find(parked)).toEqual(next);
  await deps.parking.remove(next);
});

test('a delivery whose destination does not recover in time expires, and a failed attempt is recorded', async () => {
  await putDestination({ id: 'des_lapsed', blocked: BLOCK });
  const parked = await park('lapsed', { reason: 'blocked', due_at: secondsAfter(NOW, -1) });
  await run();
  expect(sent).toEqual([]);
  expect(await deps.parking.find(parked)).toBeUndefined();
  expect(
    await deps.attempts.existing({ ...parked, destination_id: parked.destination_id }),
  ).toMatchObject({ status: 'failed', code: 'expired', attempt_number: 2, retryable: false });
});

test('an expired delivery is counted as one attempt, and counts its event if it has `matched`', async () => {
  const waited = { reason: 'blocked', due_at: secondsAfter(NOW, -1), attempt_number: 1 } as const;
  await putDestination({ id: 'des_counted', blocked: BLOCK });
  const parked = await park('counted', { ...waited, matched: ['des_counted', 'des_2'] });
  await run();
  await deps.parking.park(parked);
  await run();
  const attempt = expect.objectContaining({ event_id: 'counted', code: 'expired' });
  expect(counted).toEqual([[attempt, parked.event_time, ['des_counted', 'des_2']]]);
});

test('a batch is released while its log is stored, and then ends as expired', async () => {
  const batchAt = (first: number) => ({
    ...{ log: 'BATCH#acme#des_1#2026-11-22#0', first, last: first + 1 },
    ...{ partition: 'a/', cut: 'age' as const, events: 2, bytes: 200 },
  });
  const due = { due_at: NOW.toISOString(), attempt_number: 1, topic: '' };
  const [stored, gone] = [0, 7].map((first) =>
    aParked({ event_id: `bat_${first}`, batch: batchAt(first), ...due }),
  );
  for (const parked of [stored, gone]) if (parked) await deps.parking.park(parked);
  await run();
  expect(sentBatches).toEqual([0]);
  expect(gone && (await deps.attempts.existing(gone))).toMatchObject({
    code: 'event_expired',
    batch: batchAt(7),
  });
  for (const parked of [stored, gone])
    expect(parked && (await deps.parking.find(parked))).toBeUndefined();
});

test('an expiry emits an operator event, with the same id and payload after an interruption', async () => {
  const waited = { reason: 'blocked', due_at: secondsAfter(NOW, -1) } as const;
  await putDestination({ id: 'des_emitted', blocked: BLOCK });
  const parked = await park('emitted', waited);
  await run();
  await deps.parking.park(parked);
  await run();
  const [first, second] = recording.queue.events;
  expect(first).toMatchObject({
    topic: 'delivery.expired',
    tenant_id: 'acme',
    data: {
      event: { id: 'emitted', topic: 'orders', time: parked.event_time },
      attempt: { code: 'expired', destination_id: 'des_emitted', attempt_number: 2 },
      reason: 'expired',
      parked: { reason: 'blocked', at: parked.parked_at },
    },
  });
  expect(second).toEqual(first);
});

test('an expired delivery stays parked until its operator event is queued, and delays no other', async () => {
  const expired = await park('unqueued', { reason: 'blocked', due_at: secondsAfter(NOW, -1) });
  const retry = await park('behind', { due_at: NOW.toISOString() });
  const dueIn: ReleaseDeps['dueIn'] = async function* (partition) {
    if (partition !== duePartitions()[0]) return;
    yield { parked: [expired], timers: [] };
    yield { parked: [retry], timers: [] };
  };
  recording.queue.isDown = true;
  await expect(run({ dueIn })).rejects.toThrow('releaser run incomplete');
  expect(sent).toMatchObject([{ event_id: 'behind' }]);
  expect(await deps.parking.find(expired)).toEqual(expired);
  recording.queue.isDown = false;
  await run();
  expect(recording.queue.events).toMatchObject([
    { topic: 'delivery.expired', data: { event: { id: 'unqueued' } } },
  ]);
  expect(await deps.parking.find(expired)).toBeUndefined();
});

test('a release of deliveries is not delayed by one whose expiry cannot be emitted', async () => {
  const id = 'remade-unqueued';
  const waiting = {
    destination_id: id,
    reason: 'disabled',
    due_at: secondsAfter(NOW, 86_400),
  } as const;
  const old = await park('unqueued old', { ...waiting, incarnation: OLD });
  await park('unqueued own', { ...waiting, incarnation: NEW });
  await putDestination({ id, incarnation: NEW });
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id, incarnation: NEW }, NOW));
  recording.queue.isDown = true;
  await expect(run()).rejects.toThrow('releaser run incomplete');
  expect(sent).toMatchObject([{ event_id: 'unqueued own' }]);
  recording.queue.isDown = false;
  await run();
  expect(recording.queue.events).toMatchObject([{ data: { event: { id: 'unqueued old' } } }]);
  expect(await deps.parking.find(old)).toBeUndefined();
});

test('a delivery that was made in the meantime is removed without an operator event', async () => {
  const parked = await park('made', { reason: 'blocked', due_at: secondsAfter(NOW, -1) });
  await deps.attempts.record(
    anAttempt({ event_id: 'made', destination_id: 'des_made', attempt_number: 2, code: 'OK' }),
  );
  await run();
  expect(await deps.parking.find(parked)).toBeUndefined();
  expect(recording.queue.events).toEqual([]);
});

test('a delivery whose event has expired is expired, and a failed attempt is recorded', async () => {
  const parked = aParked({ event_id: 'gone', due_at: NOW.toISOString() });
  await deps.parking.park(parked);
  await run();
  expect(await deps.attempts.existing(parked)).toMatchObject({ code: 'event_expired' });
  expect(await deps.parking.find(parked)).toBeUndefined();
});

test('deliveries parked for a recovered destination are requeued in order, at the release rate', async () => {
  const id = 'back';
  await putDestination({ id });
  await parkAll(idsOf('back', 50), (place) => ({
    destination_id: id,
    reason: place % 2 === 0 ? 'blocked' : 'disabled',
    event_time: secondsAfter(NOW, -1_000 + place),
    due_at: secondsAfter(NOW, 86_400),
  }));
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id }, NOW));
  await run({ releaseRatePerDestination: 20 });
  expect(sent.map(({ event_id }) => event_id)).toEqual(idsOf('back', 50));
  expect([sent[0], sent[19], sent[20], sent[49]].map((one) => one?.delay)).toEqual([0, 0, 1, 2]);
  await run();
  expect(sent).toHaveLength(50);
});

test('deliveries beyond one minute’s worth remain for the next run', async () => {
  const id = 'much';
  await putDestination({ id });
  await parkAll(idsOf('much', 70), (place) => ({
    destination_id: id,
    reason: 'blocked',
    event_time: secondsAfter(NOW, place),
    due_at: secondsAfter(NOW, 86_400),
  }));
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id }, NOW));
  await run({ releaseRatePerDestination: 1 });
  expect(sent).toHaveLength(60);
  expect(sent.at(-1)).toMatchObject({ event_id: 'much_59', delay: 59 });
  clock = new Date(NOW.getTime() + 60_000);
  await run({ releaseRatePerDestination: 1 });
  expect(sent).toHaveLength(70);
});

test('a run that times out leaves the remaining deliveries to the next run', async () => {
  const ids = ['off_1', 'off_2', 'off_3', 'off_4', 'off_5', 'off_6'];
  for (const id of ids) {
    await putDestination({ id });
    await parkAll(idsOf(id, 30), () => ({ destination_id: id, reason: 'blocked' }));
    await deps.timers.set(releaseTimer({ tenant_id: 'acme', id }, NOW));
  }
  const over = new AbortController();
  const send: Send = async (messages) => {
    await deps.send(messages);
    over.abort();
  };
  // On a busy machine the run times out before it has read all partitions, and throws.
  await run({ send }, over.signal).catch((error) =>
    expect(error).toMatchObject({ message: expect.stringContaining('releaser run incomplete') }),
  );
  // Two batches run concurrently.
  expect(sent.length).toBeLessThanOrEqual(50);
  await run();
  expect(sent).toHaveLength(180);
  expect(new Set(sent.map(({ event_id }) => event_id)).size).toBe(180);
});

test('a run that times out before it processed all due items throws, and the next run processes them', async () => {
  await park('not reached', { due_at: NOW.toISOString() });
  await expect(run({}, AbortSignal.abort())).rejects.toThrow('releaser run incomplete; errors: 1');
  expect(sent).toEqual([]);
  await run();
  expect(sent).toEqual([{ event_id: 'not reached', attempt_number: 2, delay: 0 }]);
});

test('the number of events in memory is bounded regardless of the number of due items', async () => {
  const later = secondsAfter(NOW, 86_400);
  await parkAll(idsOf('many', 120), () => ({
    destination_id: 'des_many',
    due_at: NOW.toISOString(),
  }));
  for (const id of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']) {
    await putDestination({ id });
    await parkAll(idsOf(id, 15), () => ({ destination_id: id, reason: 'blocked', due_at: later }));
    await deps.timers.set(releaseTimer({ tenant_id: 'acme', id }, NOW));
  }
  let inHand = 0;
  let max = 0;
  await run({
    send: async (messages) => {
      inHand += messages.length;
      max = Math.max(max, inHand);
      await deps.send(messages);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inHand -= messages.length;
    },
  });
  expect(sent).toHaveLength(120 + 8 * 15);
  expect(max).toBeLessThanOrEqual(100);
});

test.each([
  ['is blocked', { blocked: BLOCK }],
  ['is disabled', { disabled_at: NOW.toISOString() }],
])('nothing is released while the destination %s', async (_state, state) => {
  const id = `shut ${_state}`;
  await putDestination({ id, ...state });
  const parked = await park(id, { destination_id: id, reason: 'blocked' });
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id }, NOW));
  await run();
  expect(sent).toEqual([]);
  expect(await deps.parking.find(parked)).toEqual(parked);
  await deps.parking.remove(parked);
});

test('a blocked destination is probed repeatedly, at growing intervals', async () => {
  const id = 'probed';
  await putDestination({ id, blocked: BLOCK });
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id }, NOW));
  const waits = [30, 60, 120, 240, 480, 900, 900];
  for (const [times, wait] of waits.entries()) {
    clock = new Date(clock.getTime() + wait * 1_000);
    await run();
    expect(probes).toEqual(Array(times + 1).fill(id));
  }
  await deps.destinations.unblock(aDestination({ id }));
  clock = new Date(clock.getTime() + 900_000);
  await run();
  await run();
  expect(probes).toHaveLength(waits.length);
});

test('parked deliveries are released when the run that unblocked the destination was interrupted', async () => {
  const id = 'open again';
  await putDestination({ id });
  const later = secondsAfter(NOW, 86_400);
  await park(id, { destination_id: id, reason: 'blocked', due_at: later });
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id }, NOW));
  await run();
  expect(probes).toEqual([]);
  await run();
  expect(sent).toEqual([{ event_id: id, attempt_number: 2, delay: 0 }]);
});

test('a failing partition does not affect the others', async () => {
  await park('fine', { due_at: NOW.toISOString() });
  const failing: ReleaseDeps['dueIn'] = async function* (partition, until) {
    yield* deps.dueIn(partition, until);
    throw new Error('DynamoDB is down');
  };
  await expect(run({ dueIn: failing })).rejects.toThrow('releaser run incomplete; errors: 16');
  expect(sent).toEqual([{ event_id: 'fine', attempt_number: 2, delay: 0 }]);
});

const secondsBefore = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);

const blockedSince = (id: string) => ({
  id: `des_${id}`,
  blocked: BLOCK,
  verification: { id: 'v1', status: 'failed', checked_at: NOW.toISOString() } as const,
});

test('a successful probe releases the parked deliveries in the same run', async () => {
  await putDestination(blockedSince('back'));
  const parked = await park('back', { reason: 'blocked', due_at: secondsAfter(NOW, 9_000) });
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id: 'des_back' }, secondsBefore(30)));
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    // The verifier unblocks it between the first poll and the second.
    if (slept.push(milliseconds) === 2) await putDestination({ id: 'des_back' });
  };
  await run({ sleep, probeWaitSeconds: 20 });
  expect(probes).toEqual(['des_back']);
  expect(sent).toEqual([{ event_id: 'back', attempt_number: 2, delay: 0 }]);
  expect(slept).toEqual([2_000, 2_000]);
  expect(await deps.parking.find(parked)).toBeUndefined();
});

test('a run stops waiting when all its probes have failed', async () => {
  await putDestination(blockedSince('still'));
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id: 'des_still' }, secondsBefore(30)));
  const slept: number[] = [];
  const checked_at = secondsAfter(NOW, 1);
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
    const failed = { id: 'v1', status: 'failed', checked_at } as const;
    await putDestination({ ...blockedSince('still'), verification: failed });
  };
  await run({ sleep, probeWaitSeconds: 20 });
  expect(probes).toEqual(['des_still']);
  expect(slept).toEqual([2_000]);
});

test('a run waits for probes no longer than the limit', async () => {
  await putDestination(blockedSince('mute'));
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id: 'des_mute' }, secondsBefore(30)));
  const slept: number[] = [];
  await run({ sleep: async (milliseconds) => slept.push(milliseconds), probeWaitSeconds: 5 });
  expect(slept).toEqual([2_000, 2_000, 1_000]);
});

test('deliveries parked for a deleted destination expire, even when a new one has its id', async () => {
  const id = 'remade';
  const waiting = {
    destination_id: id,
    reason: 'disabled',
    due_at: secondsAfter(NOW, 86_400),
  } as const;
  const old = await park('of the old', { ...waiting, incarnation: OLD });
  const own = await park('of the new', { ...waiting, incarnation: NEW });
  await putDestination({ id, incarnation: NEW, disabled_at: NOW.toISOString() });
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id, incarnation: OLD }, NOW));
  await run();
  expect(await deps.attempts.existing(old)).toMatchObject({
    code: 'destination_deleted',
    incarnation: OLD,
  });
  expect(await deps.parking.find(old)).toBeUndefined();
  // The current destination is still disabled, so its deliveries stay parked.
  expect(await deps.parking.find(own)).toEqual(own);
  expect(sent).toEqual([]);

  await putDestination({ id, incarnation: NEW });
  await deps.parking.park(old);
  await deps.timers.set(releaseTimer({ tenant_id: 'acme', id, incarnation: NEW }, NOW));
  await run();
  expect(sent).toEqual([{ event_id: 'of the new', attempt_number: 2, delay: 0 }]);
  expect(await deps.parking.find(old)).toBeUndefined();
});

test('an overdue delivery of a deleted destination expires with `destination_deleted`', async () => {
  await putDestination({ id: 'unseen', incarnation: NEW });
  const late = {
    destination_id: 'unseen',
    reason: 'blocked',
    due_at: secondsAfter(NOW, -1),
  } as const;
  const parked = await park('other incarnation', { ...late, incarnation: OLD });
  await run();
  expect(await deps.attempts.existing(parked)).toMatchObject({ code: 'destination_deleted' });
});

test('a due retry is sent with the incarnation of its destination', async () => {
  await park('names it', { due_at: NOW.toISOString(), incarnation: OLD });
  const named: unknown[] = [];
  await run({
    send: async (messages) =>
      void named.push(...messages.map(({ body }) => readDelivery(body).incarnation)),
  });
  expect(named).toEqual([OLD]);
});

test('the timer of a deleted destination does not probe a new one with its id', async () => {
  await putDestination({ id: 'probed', incarnation: NEW, blocked: BLOCK });
  await deps.timers.set(probeTimer({ tenant_id: 'acme', id: 'probed', incarnation: OLD }, NOW));
  clock = new Date(NOW.getTime() + 60_000);
  await run();
  expect(probes).not.toContain('probed');
});

describe('a destination whose role is not proven', () => {
  const byRole = {
    id: 'des_unproven',
    config: { role_arn: 'arn:aws:iam::111122223333:role/waybill' },
    external_id: 'waybill-1',
  };

  test('is probed, and its deliveries are released when the proof is stored', async () => {
    await putDestination(byRole);
    await park('unproven', { reason: 'verification_pending', due_at: secondsAfter(NOW, 86_400) });
    await deps.timers.set(probeTimer({ tenant_id: 'acme', id: 'des_unproven' }, NOW));
    clock = new Date(NOW.getTime() + 60_000);
    await run();
    expect(probes).toEqual(['des_unproven']);
    expect(sent).toEqual([]);
    await putDestination({ ...byRole, access_proof: 'proven' });
    await deps.timers.set(releaseTimer({ tenant_id: 'acme', id: 'des_unproven' }, clock));
    await run();
    expect(sent).toMatchObject([{ event_id: 'unproven' }]);
  });

  test('keeps its deliveries parked when a release is due without the proof', async () => {
    await putDestination({ ...byRole, id: 'des_kept' });
    await park('kept', { reason: 'verification_pending', due_at: secondsAfter(NOW, 86_400) });
    await deps.timers.set(releaseTimer({ tenant_id: 'acme', id: 'des_kept' }, NOW));
    await run();
    expect(sent).toEqual([]);
  });
});

describe('the daily watch', () => {
  /** The timer of the watch, due now. */
  const dueWatch = (id: string) => ({
    ...watchTimer({ tenant_id: 'acme', id }, NOW),
    due_at: NOW.toISOString(),
  });

  const watchTimers = async () => {
    const found: Timer[] = [];
    for (const partition of duePartitions()) {
      for await (const page of deps.dueIn(partition, secondsAfter(clock, 200_000))) {
        found.push(...page.timers.filter(({ task }) => task === 'watch'));
      }
    }
    return found;
  };

  test('begins within a day, at a time that the id determines', () => {
    const dues = ['a', 'b', 'c'].map((id) => watchTimer({ tenant_id: 'acme', id }, NOW).due_at);
    expect(new Set(dues).size).toBe(3);
    for (const due of dues) {
      expect(due >= NOW.toISOString() && due < secondsAfter(NOW, 86_400)).toBe(true);
    }
  });

  test('verifies a destination and is due again at the same time of the next day', async () => {
    await putDestination({ id: 'des_daily' });
    await deps.timers.set(dueWatch('des_daily'));
    await run();
    expect(probes).toEqual(['des_daily']);
    expect(watched).toEqual([0]);
    expect(await watchTimers()).toMatchObject([
      { destination_id: 'des_daily', due_at: secondsAfter(NOW, 86_400), runs: 1 },
    ]);
    await run();
    expect(probes).toEqual(['des_daily']);
  });

  test('skips the days that it missed', async () => {
    await putDestination({ id: 'des_late' });
    await deps.timers.set(dueWatch('des_late'));
    clock = new Date(NOW.getTime() + 2.5 * 86_400_000);
    await run();
    expect(
      (await watchTimers()).filter((timer) => timer.destination_id === 'des_late'),
    ).toMatchObject([{ due_at: secondsAfter(NOW, 3 * 86_400) }]);
  });

  test.each<[string, Partial<Destination>]>([
    ['disabled', { disabled_at: NOW.toISOString() }],
    ['blocked', { blocked: BLOCK }],
  ])('does not verify a destination that is %s', async (state, given) => {
    await putDestination({ id: `des_${state}`, ...given });
    await deps.timers.set(dueWatch(`des_${state}`));
    await run();
    expect(probes).toEqual([]);
    expect((await watchTimers()).map(({ destination_id }) => destination_id)).toContain(
      `des_${state}`,
    );
  });

  test('ends with the destination, also when a new one has its id', async () => {
    await putDestination({ id: 'des_reused', incarnation: 'new' });
    await deps.timers.set({ ...dueWatch('des_reused'), incarnation: 'old' });
    await deps.timers.set(dueWatch('des_none'));
    await run();
    expect(probes).toEqual([]);
    const left = (await watchTimers()).map(({ destination_id }) => destination_id);
    expect(left).not.toContain('des_reused');
    expect(left).not.toContain('des_none');
  });

  test('requests at most ten probes per second, and leaves the others to the next run', () => {
    const budget = new WatchBudget();
    const timers = Array.from({ length: 450 }, (_, index) => dueWatch(`des_${index}`));
    expect(budget.take(timers).map(({ delaySeconds }) => delaySeconds)).toEqual(
      timers.map((_, index) => Math.floor(index / 10)),
    );
    expect(budget.take(timers)).toHaveLength(150);
    expect(budget.take(timers)).toEqual([]);
  });
});
