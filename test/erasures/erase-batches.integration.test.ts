import { afterEach, beforeEach, expect, test } from 'vitest';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { closingSlot, nextSlot } from '../../lambdas/batches/next-slot.ts';
import { StoredObjects } from '../../lambdas/batches/settled-objects.dynamo.ts';
import type { Slot } from '../../lambdas/batches/slot.ts';
import { eraseFromBatches } from '../../lambdas/erasures/erase-batches.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { eventKey } from '../../lambdas/events/event-item.dynamo.ts';
import { aParked } from '../parking/builders.ts';
import { anAttempt } from '../support/builders.ts';
import { at, startEraser } from './eraser.ts';

let eraser: Awaited<ReturnType<typeof startEraser>>;
beforeEach(async () => {
  eraser = await startEraser();
});
afterEach(() => eraser.stop());

const YESTERDAY = -86_400;
const limits = { events: 10, bytes: 10_000, seconds: 60 };
const partition = 'date=2026-11-22/';

/** Records events that were accepted at a time, and collects each in a slot of a closed batch. */
async function collected(ids: readonly string[], accepted = -55, isClosed = true): Promise<string> {
  const acceptedAt = at(accepted).toISOString();
  const log = logKey({ tenantKey: 'acme', destinationKey: 'des_1', partition, acceptedAt });
  for (const id of ids) {
    await eraser.recorded({ id, accepted, tries: 0 });
    await append(log, id, accepted);
  }
  const last = await eraser.deps.slots.last(log, true);
  if (last && isClosed) await eraser.deps.slots.put(log, closingSlot(last, at(accepted)));
  return log;
}

/** Collects an event. */
async function append(log: string, id: string, accepted: number): Promise<void> {
  const { slots } = eraser.deps;
  const reference = { id, acceptedAt: at(accepted).toISOString(), bytes: 10 };
  const last = await slots.last(log, true);
  await slots.put(log, nextSlot(last, [reference], { partition, limits, now: at(accepted) }).slot);
}

const idsIn = async (log: string) => {
  const ids: string[][] = [];
  for await (const { events } of eraser.deps.slots.from(log, 0, true)) {
    ids.push(events.map(({ id }) => id));
  }
  return ids;
};

const batchOf = (log: string, accepted = -55) => batchId(log, 0, at(accepted).toISOString());

test('erased events are removed from their batches, and others stay', async () => {
  const log = await collected(['evt_1', 'evt_2']);
  await eraser.recorded({ id: 'evt_3', time: -10, tries: 0 });
  await eraser.deps.slots.put(
    log,
    nextSlot(cutSlotOf(log, 2), [{ id: 'evt_3', acceptedAt: at(-55).toISOString(), bytes: 10 }], {
      partition,
      limits,
      now: at(-50),
    }).slot,
  );
  await eraser.erase('acme', { lt: at(-30).toISOString() });
  expect(await idsIn(log)).toEqual([[], [], [], ['evt_3']]);
});

test('the attempts of a batch are deleted with its last event', async () => {
  const log = await collected(['evt_1', 'evt_2']);
  await eraser.attempted(batchOf(log), 'acme');
  await eraser.erase('acme', { gte: at(-90).toISOString() });
  const left = await eraser.left();
  expect(left.filter((key) => key.includes('bat_'))).toEqual([]);
  expect(await idsIn(log)).toEqual([[], [], []]);
});

test('the key of a batch is erased with its last event', async () => {
  const log = await collected(['evt_1', 'evt_2']);
  const objects = new StoredObjects(eraser.tables.client, eraser.tables.log, 30);
  const [first, other] = [0, 7].map((number) => ({ log, first: number, place: 'bucket' }));
  const object = { storedAs: { key: 'country=at/1' }, events: 2 };
  for (const batch of [first, other]) if (batch) await objects.put(batch, object);
  await eraser.erase('acme');
  expect(first && (await objects.at(first))).toBeUndefined();
  expect(other && (await objects.at(other))).toEqual(object);
});

test('the attempts of a batch with other events are kept', async () => {
  const log = await collected(['evt_1']);
  await eraser.attempted(batchOf(log), 'acme');
  await eraser.erase('acme', { lt: at(-3_600).toISOString() });
  expect(await idsIn(log)).toEqual([['evt_1'], []]);
  expect((await eraser.left()).filter((key) => key.includes('bat_'))).toHaveLength(1);
});

/** The attempt at a batch and its parked delivery. */
async function attemptedAndParked(log: string, first: number, tenant_id = 'acme') {
  const event_id = batchId(log, first, at(-55).toISOString());
  const batch = {
    ...{ log, first, last: first + 1, partition },
    ...{ cut: 'age' as const, events: 1, bytes: 10 },
  };
  await eraser.deps.attempts.record(anAttempt({ event_id, tenant_id, topic: '', batch }));
  const event_time = at(-7_200).toISOString();
  await eraser.deps.parking.park(aParked({ event_id, event_time, tenant_id, topic: '', batch }));
  return event_id;
}

test('the attempts and the parked delivery of a batch whose log has expired are deleted', async () => {
  const log = await collected(['evt_1']);
  const kept = await attemptedAndParked(log, 0);
  const others = await attemptedAndParked('BATCH#other#des_1#2026-11-22#0', 0, 'other');
  await attemptedAndParked(log, 7);
  await eraser.erase('acme', { gte: at(-90).toISOString(), lt: at(-80).toISOString() });
  expect((await eraser.left()).filter((key) => key.includes('bat_'))).toHaveLength(6);
  await eraser.erase('acme', { lt: at(-3_600).toISOString() });
  const left = (await eraser.left()).filter((key) => key.includes('bat_'));
  expect(left.filter((key) => key.includes(kept))).toHaveLength(2);
  expect(left.filter((key) => key.includes(others))).toHaveLength(2);
  expect(left).toHaveLength(4);
});

test('expired events stay in their batches, unless the erasure has no start time', async () => {
  const accepted = -31 * 86_400;
  const log = await collected(['evt_old'], accepted);
  await eraser.attempted(batchOf(log, accepted), 'acme');
  const attempts = async () => (await eraser.left()).filter((key) => key.includes('bat_'));
  await eraser.erase('acme', { gte: at(-3_600).toISOString() });
  expect(await idsIn(log)).toEqual([['evt_old'], []]);
  expect(await attempts()).toHaveLength(1);
  await eraser.erase('acme');
  expect(await idsIn(log)).toEqual([]);
  expect(await attempts()).toEqual([]);
});

test('events that were kept for longer than later ones are removed from their batches', async () => {
  const accepted = -10 * 86_400;
  expect(eraser.deps.retentionDays).toBeLessThan(10);
  const log = await collected(['evt_1'], accepted);
  await eraser.erase('acme', { gte: at(-90).toISOString() });
  expect(await idsIn(log)).toEqual([]);
});

test('expired events that DynamoDB has deleted stay in their batches, too', async () => {
  const accepted = -31 * 86_400;
  const log = await collected(['evt_old'], accepted);
  const Key = eventKey('acme', 'evt_old');
  await eraser.tables.client.delete({ TableName: eraser.tables.log, Key });
  await eraser.erase('acme', { gte: at(-3_600).toISOString() });
  expect(await idsIn(log)).toEqual([['evt_old'], []]);
});

test('the log of an earlier day is deleted as a whole when it is empty', async () => {
  const log = await collected(['evt_1', 'evt_2'], YESTERDAY);
  await eraser.erase('acme');
  expect(await idsIn(log)).toEqual([]);
});

test('the log of an earlier day stays while its last batch is open: events may still be added', async () => {
  const log = await collected(['evt_1'], YESTERDAY, false);
  await eraser.erase('acme');
  expect(await idsIn(log)).toEqual([[]]);
});

test('an event that is collected late, while its log is deleted, stays in its batch', async () => {
  const log = await collected(['evt_1', 'evt_2'], YESTERDAY);
  await eraser.recorded({ id: 'evt_late', accepted: YESTERDAY, time: -10, tries: 0 });
  const { slots, slotEraser } = eraser.deps;
  const deleteSlot = slotEraser.deleteSlot.bind(slotEraser);
  slotEraser.deleteSlot = async (name, number) => {
    await append(log, 'evt_late', YESTERDAY);
    await deleteSlot(name, number);
  };
  await eraser.erase('acme', { lt: at(-30).toISOString() });
  const late = await slots.last(log, true);
  expect(late).toMatchObject({ number: 3, batch: { first: 3 }, events: [{ id: 'evt_late' }] });
  slotEraser.deleteSlot = deleteSlot;
  await eraser.erase('acme');
  expect(await idsIn(log)).not.toContainEqual(['evt_late']);
});

test('a parked batch is deleted with its last event', async () => {
  const log = await collected(['evt_1']);
  const openedAt = at(-55).toISOString();
  const parked = aParked({ event_id: batchOf(log), event_time: openedAt });
  await eraser.deps.parking.park(parked);
  await eraser.erase('acme');
  expect(await eraser.deps.parking.find(parked)).toBeUndefined();
});

test('a step starts a new log at its first slot', async () => {
  const logs = [await collected(['evt_1'], YESTERDAY), await collected(['evt_2'])];
  const { id } = await eraser.start('acme');
  const erasure = await eraser.deps.erasures.find(id);
  const { rows } = await eraser.deps.slotEraser.listLogs('acme', {
    ...{ after: '', before: '~', descending: false, limit: 9 },
    wanted: () => true,
  });
  await eraser.tables.client.delete({
    TableName: eraser.tables.log,
    Key: eventKey('acme', 'evt_2'),
  });
  for (const number of [0, 1]) await eraser.deps.slotEraser.deleteSlot(logs[0] ?? '', number);
  if (erasure) {
    await eraseFromBatches(eraser.deps, { ...erasure, reached: `${rows[0]?.position}\t1` });
  }
  expect(await idsIn(logs[1] ?? '')).toEqual([[], []]);
});

test('a long log is erased in several steps', async () => {
  const ids = Array.from({ length: 45 }, (_, n) => `evt_${n}`);
  const log = await collected(ids);
  expect(await eraser.erase('acme')).toMatchObject({ status: 'completed', deleted_events: 45 });
  expect((await idsIn(log)).flat()).toEqual([]);
});

const cutSlotOf = (log: string, number: number): Slot => ({
  number,
  partition,
  writtenAt: at(-55).toISOString(),
  events: [],
  bytes: 0,
  firstAcceptedAt: '',
  latestAcceptedAt: at(-55).toISOString(),
  batch: { first: 0, openedAt: log, dueAt: '', events: 2, bytes: 20, latestAcceptedBefore: '' },
  cut: 'age',
});
