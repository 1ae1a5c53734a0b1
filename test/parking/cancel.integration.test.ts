import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { UNKNOWN_TOPICS } from '../../lambdas/attempts/batch-topics.ts';
import { factsReader } from '../../lambdas/batches/batch-events.dynamo.ts';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { closingSlot, nextSlot } from '../../lambdas/batches/next-slot.ts';
import { slotKey } from '../../lambdas/batches/slot-item.dynamo.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { countBatch } from '../../lambdas/delivery/count-batch.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { parkedRoutes } from '../../lambdas/parking/parked.routes.ts';
import type { ParkedDelivery } from '../../lambdas/parking/parked-delivery.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { aContext, anHttpEvent } from '../support/lambda.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { aParked } from './builders.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  await new DestinationStore(tables.client, tables.destinations).put(aDestination());
});
afterAll(() => tables.stop());

const partition = 'date=2026-11-22/';
const OPENED_AT = new Date('2026-11-22T09:00:00.123Z');
const limits = { events: 10, bytes: 10_000, seconds: 60 };

/** Records an event that `des_1` receives in a batch. */
const recordEvent = (id: string, topic: string, destination_ids: string[]) => {
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  const event = anEvent({ id, topic });
  return events.record(event, destination_ids, OPENED_AT, {
    batches: { des_1: partition, des_batches_2: partition },
  });
};

/** Collects events in a batch, and parks the attempt at it. */
async function parkBatch(ids: readonly string[], attempt_number: number) {
  const { client, log: table } = tables;
  const acceptedAt = OPENED_AT.toISOString();
  const log = logKey({ tenantKey: 'acme', destinationKey: 'des_1', partition, acceptedAt });
  const slots = new StoredSlots(client, table, 30);
  const before = await slots.last(log, true);
  const references = ids.map((id) => ({ id, acceptedAt, bytes: 10 }));
  const { slot } = nextSlot(before, references, { partition, limits, now: OPENED_AT });
  const last = closingSlot(slot, OPENED_AT);
  for (const one of [slot, last]) await slots.put(log, one);
  const first = slot.number;
  const parked = aParked({
    event_id: batchId(log, first, acceptedAt),
    event_time: acceptedAt,
    ...{ attempt_number, topic: '', reason: 'blocked' },
    batch: {
      ...{ log, first, last: last.number, partition },
      ...{ cut: 'age', events: ids.length, bytes: 200 },
    },
  });
  await new ParkingLot(client, table).park(parked);
  return parked;
}

const counters = new RollupCounters();

/** The counts of the tenant. */
const counted = () =>
  counters
    .drain()
    .filter(({ values }) => values.tenant_id)
    .map(({ kind, values, destinationIds, minutes }) => ({
      kind,
      topic: values.topic,
      destinationIds,
      total: [...minutes.values()].reduce((sum, n) => sum + n, 0),
    }));

const { queue, outbox } = recordingOutbox();

const routes = () => {
  const { client, log } = tables;
  return parkedRoutes({
    parking: new ParkingLot(client, log),
    attempts: attempts(),
    destinations: new DestinationStore(client, tables.destinations),
    events: new EventStore(client, log, 30, () => NOW),
    destinationIdsOf: async () => ['des_1'],
    countAttempt: async () => {},
    readBatch: factsReader(new StoredSlots(client, log, 30), client, log),
    countBatch: async (attempt, events) => countBatch(counters, attempt, events),
    outbox,
    now: () => NOW,
    newId: (at) => ulid(at.getTime()),
  });
};

const attempts = () => new AttemptStore(tables.client, tables.log, 30, () => NOW);

const cancel = async ({ event_id }: ParkedDelivery) => {
  const path = `/api/v1/tenants/acme/destinations/des_1/parked/${event_id}`;
  const response = await httpHandler(routes())(anHttpEvent('DELETE', path), aContext());
  return response.statusCode;
};

test('a parked batch can be cancelled, and the cancellation is recorded', async () => {
  await recordEvent('c1', 'orders', ['des_1']);
  const parked = await parkBatch(['c1'], 1);
  expect(await cancel(parked)).toBe(200);
  expect(await attempts().existing(parked)).toMatchObject({
    code: 'cancelled',
    batch: parked.batch,
    topics: [['orders', 1]],
  });
  expect(await new ParkingLot(tables.client, tables.log).find(parked)).toBeUndefined();
  expect(await cancel(parked)).toBe(404);
});

test('a cancellation whose operator event cannot be queued fails, and succeeds when it is repeated', async () => {
  await recordEvent('u1', 'orders', ['des_1']);
  const parked = await parkBatch(['u1'], 1);
  queue.events.length = 0;
  queue.isDown = true;
  expect(await cancel(parked)).toBe(500);
  queue.isDown = false;
  expect(await cancel(parked)).toBe(200);
  expect(queue.events).toMatchObject([{ data: { event: { id: parked.event_id } } }]);
});

test('a batch that is cancelled before its first attempt counts its events', async () => {
  await recordEvent('f1', 'orders', ['des_1', 'des_batches_2']);
  await recordEvent('f2', 'orders', ['des_1', 'des_batches_2']);
  await recordEvent('f3', 'invoices', ['des_1']);
  // Its delivery to `des_objects` counts it.
  await recordEvent('f4', 'orders', ['des_1', 'des_objects']);
  // An earlier batch has it.
  await recordEvent('f0', 'orders', ['des_1']);
  await parkBatch(['f0'], 1);
  counters.drain();
  expect(await cancel(await parkBatch(['f0', 'f1', 'f2', 'f3', 'f4', 'erased'], 1))).toBe(200);
  expect(counted()).toEqual([
    { kind: 'ATTEMPTS', topic: '', destinationIds: undefined, total: 1 },
    { kind: 'EVENTS', topic: 'orders', destinationIds: ['des_1', 'des_batches_2'], total: 2 },
    { kind: 'EVENTS', topic: 'invoices', destinationIds: ['des_1'], total: 1 },
  ]);
});

test('a batch that is cancelled after an attempt does not count its events again', async () => {
  await recordEvent('r1', 'orders', ['des_1']);
  const parked = await parkBatch(['r1'], 2);
  counters.drain();
  expect(await cancel(parked)).toBe(200);
  expect(counted()).toEqual([{ kind: 'ATTEMPTS', topic: '', destinationIds: undefined, total: 1 }]);
});

test('a batch whose log has expired can be cancelled, and its topics are unknown', async () => {
  const parked = await parkBatch(['gone'], 1);
  const { batch } = parked;
  for (const number of [batch?.first ?? 0, batch?.last ?? 0]) {
    const Key = slotKey(batch?.log ?? '', number);
    await tables.client.delete({ TableName: tables.log, Key });
  }
  expect(await cancel(parked)).toBe(200);
  expect(await attempts().existing(parked)).toMatchObject({ topics: UNKNOWN_TOPICS });
});
