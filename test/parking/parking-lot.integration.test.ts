import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ParkingLot, type PlaceInLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { aParked } from './builders.ts';

let tables: Tables;
let parking: ParkingLot;
let tenant_id = '';

beforeAll(async () => {
  tables = await startTables();
  parking = new ParkingLot(tables.client, tables.log);
});
afterAll(() => tables.stop());
beforeEach(({ task }) => {
  tenant_id = task.id;
});

const parked = (given: Parameters<typeof aParked>[0] = {}) => aParked({ tenant_id, ...given });

test('a delivery is parked once, and the last write is kept', async () => {
  expect(await parking.park(parked())).toBe(true);
  expect(await parking.park(parked({ attempt_number: 3 }))).toBe(true);
  expect(await parking.find(parked())).toEqual(parked({ attempt_number: 3 }));
});

test('a late duplicate of an earlier attempt does not replace a later attempt', async () => {
  await parking.park(parked({ attempt_number: 3 }));
  expect(await parking.park(parked({ attempt_number: 2 }))).toBe(false);
  expect(await parking.find(parked())).toEqual(parked({ attempt_number: 3 }));
});

test('removing a delivery as read does not remove one that was parked again', async () => {
  const old = parked();
  await parking.park(old);
  await parking.park(parked({ attempt_number: 3 }));
  expect(await parking.remove(old)).toBe(false);
  expect(await parking.remove(parked({ attempt_number: 3 }))).toBe(true);
  expect(await parking.find(parked())).toBeUndefined();
});

test('unparking removes attempts up to the number, and keeps later ones', async () => {
  await parking.park(parked({ attempt_number: 3 }));
  await parking.unpark(parked(), 2);
  expect(await parking.find(parked())).toMatchObject({ attempt_number: 3 });
  await parking.unpark(parked(), 3);
  expect(await parking.find(parked())).toBeUndefined();
  await parking.unpark(parked(), 3);
});

test('deliveries parked for their destination are returned oldest event first, without retries', async () => {
  const times = ['2026-11-22T09:00:02Z', '2026-11-22T09:00:00.5Z', '2026-11-22T09:00:01Z'];
  for (const [place, event_time] of times.entries()) {
    await parking.park(parked({ event_id: `evt_${place}`, event_time, reason: 'blocked' }));
  }
  await parking.park(parked({ event_id: 'evt_retry' }));
  await parking.park(parked({ destination_id: 'des_2', reason: 'blocked' }));
  const waiting = (limit: number, from?: PlaceInLot) =>
    parking.listWaiting({ tenantId: tenant_id, destinationId: 'des_1' }, limit, from);
  const ids = ({ deliveries }: Awaited<ReturnType<typeof waiting>>) =>
    deliveries.map(({ event_id }) => event_id);
  const all = await waiting(100);
  expect([ids(all), all.next]).toEqual([['evt_1', 'evt_2', 'evt_0'], undefined]);
  const first = await waiting(2);
  const second = await waiting(2, first.next);
  expect([ids(first), ids(second)]).toEqual([['evt_1', 'evt_2'], ['evt_0']]);
});

test('lists of destinations and of all deliveries are sorted by event time', async () => {
  await parking.park(parked({ event_id: 'b', event_time: '2026-11-22T09:00:01Z' }));
  await parking.park(
    parked({ event_id: 'a', event_time: '2026-11-22T09:00:00Z', destination_id: 'des_2' }),
  );
  await parking.park(parked({ event_id: 'c', event_time: '2026-11-22T09:00:02Z' }));
  const reading = {
    after: ' ',
    before: '~',
    descending: true,
    limit: 10,
    wanted: (row: Readonly<Record<string, unknown>>) => String(row.sk).includes(`#${tenant_id}#`),
  };
  const ids = async (scope: Parameters<ParkingLot['list']>[0]) => {
    const { rows } = await parking.list(scope, reading);
    return (await parking.getAll(rows)).map(({ event_id }) => event_id);
  };
  const of = (destinationId: string) => ({ tenantId: tenant_id, destinationId });
  expect(await ids({ destinations: [of('des_1'), of('des_2')] })).toEqual(['c', 'b', 'a']);
  expect(await ids({ destinations: [of('des_2')] })).toEqual(['a']);
  expect(await ids('all')).toEqual(['c', 'b', 'a']);
});
