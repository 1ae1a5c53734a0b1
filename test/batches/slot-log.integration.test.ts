import { afterAll, beforeAll, expect, test } from 'vitest';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { closingSlot, nextSlot } from '../../lambdas/batches/next-slot.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let slots: StoredSlots;
beforeAll(async () => {
  tables = await startTables();
  slots = new StoredSlots(tables.client, tables.log, 30);
});
afterAll(() => tables.stop());

const aLog = (tenantKey: string) =>
  logKey({
    tenantKey,
    destinationKey: 'des_1',
    partition: 'date=2026-11-22/',
    acceptedAt: NOW.toISOString(),
  });

const options = {
  partition: 'date=2026-11-22/',
  limits: { events: 50_000, bytes: 67_108_864, seconds: 60 },
  now: NOW,
};

const references = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `evt_${n}`,
    acceptedAt: new Date(NOW.getTime() + n).toISOString(),
    bytes: 700,
  }));

const itemsOf = async (log: string) => {
  const { Items = [] } = await tables.client.query({
    TableName: tables.log,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': log },
  });
  return Items;
};

test('a slot is read back unchanged', async () => {
  const log = aLog('read');
  const { slot } = nextSlot(undefined, references(3), options);
  expect(await slots.put(log, slot)).toBe(true);
  expect(await slots.get(log, 0, true)).toEqual({ ...slot, cut: undefined, retentionDays: 30 });
  expect(await slots.last(log, false)).toEqual({ ...slot, cut: undefined, retentionDays: 30 });
  expect(await slots.get(log, 1, true)).toBeUndefined();
  const cut = closingSlot(slot, NOW);
  await slots.put(log, cut);
  expect(await slots.last(log, true)).toEqual({ ...cut, retentionDays: 30 });
});

test('two slots cannot have the same number', async () => {
  const log = aLog('once');
  const { slot } = nextSlot(undefined, references(1), options);
  const other = nextSlot(undefined, references(2), options).slot;
  expect(await slots.put(log, slot)).toBe(true);
  expect(await slots.put(log, other)).toBe(false);
  expect((await slots.get(log, 0, true))?.events).toHaveLength(1);
});

test('slots are read forwards and backwards, in the order of their numbers', async () => {
  const log = aLog('order');
  let last = nextSlot(undefined, references(1), options).slot;
  await slots.put(log, last);
  for (let number = 1; number < 12; number += 1) {
    last = nextSlot(last, references(1), options).slot;
    await slots.put(log, last);
  }
  const numbersOf = async (some: AsyncIterable<{ number: number }>) => {
    const numbers: number[] = [];
    for await (const { number } of some) numbers.push(number);
    return numbers;
  };
  expect(await numbersOf(slots.from(log, 9, true))).toEqual([9, 10, 11]);
  expect(await numbersOf(slots.before(log, 10, true))).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
});

test('the ids of many events are compressed, and those of few are text', async () => {
  const [few, many] = [aLog('few'), aLog('many')];
  await slots.put(few, nextSlot(undefined, references(1), options).slot);
  await slots.put(many, nextSlot(undefined, references(1_000), options).slot);
  expect(await itemsOf(few)).toMatchObject([{ ids: 'evt_0\t0', n: 1 }]);
  const [item] = await itemsOf(many);
  expect(item?.ids.length).toBeLessThan(6_000);
});

test('only the first slot of a log is in an index, and all slots of a log expire together', async () => {
  const log = aLog('index');
  const { slot } = nextSlot(undefined, references(1), options);
  await slots.put(log, slot);
  await slots.put(log, closingSlot(slot, NOW));
  const items = await itemsOf(log);
  expect(items.map(({ owner }) => owner)).toEqual([
    expect.stringMatching(/^BATCHES#index#\d$/),
    undefined,
  ]);
  expect(items.map(({ timeline }) => timeline)).toEqual([undefined, undefined]);
  expect(items[0]?.expires_at).toBe(items[1]?.expires_at);
});
