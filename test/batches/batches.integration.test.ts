import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AttemptScope, AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { eventReader } from '../../lambdas/batches/batch-events.dynamo.ts';
import { findBatchAt } from '../../lambdas/batches/batches-of-event.ts';
import { collect } from '../../lambdas/batches/collect.ts';
import { hasBatch } from '../../lambdas/batches/find-batch.ts';
import { readReferrals } from '../../lambdas/batches/referral-message.ts';
import { StoredObjects } from '../../lambdas/batches/settled-objects.dynamo.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { deferringWork } from '../../lambdas/delivery/defer-delivery.ts';
import { destinationReads } from '../../lambdas/delivery/deliver.ts';
import { type DeliverBatchDeps, deliverBatch } from '../../lambdas/delivery/deliver-batch.ts';
import type { BatchWriter, WritableBatch } from '../../lambdas/destination-types/batching.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { readBatchDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import type { RecordedEvent } from '../../lambdas/events/recorded-event.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { ByteGate } from '../../lambdas/platform/byte-gate.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import type { Message } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { beginPublishing, type PublishDeps } from '../../lambdas/publishing/publish.ts';
import { type RetryDeps, retry } from '../../lambdas/retries/retry.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { parkingDeps } from '../delivery/parking-deps.ts';
import { aDestination, anEvent, aTenant, NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let destinations: DestinationStore;
let slots: StoredSlots;
let clock = NOW;
let referred: Message[] = [];
let asked: Message[] = [];
let written: WritableBatch[] = [];
let result: DeliveryResult;

const now = () => clock;
const DELIVERED: DeliveryResult = {
  kind: 'delivered',
  code: 'OK',
  response: { bucket: 'b', key: 'k', bytes: 99 },
};
const REFUSED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Denied' };

beforeAll(async () => {
  tables = await startTables();
  destinations = new DestinationStore(tables.client, tables.destinations);
  slots = new StoredSlots(tables.client, tables.log, 30);
});
afterAll(() => tables.stop());
beforeEach(() => {
  clock = NOW;
  referred = [];
  asked = [];
  written = [];
  result = DELIVERED;
});

/** Creates a tenant with one destination that receives batches. */
async function aBatchDestination(tenant_id: string, given: Partial<Destination> = {}) {
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ id: tenant_id, destinations: { des_1: 'then' } }));
  const config = {
    bucket: 'b',
    region: 'us-east-1',
    format: 'ndjson',
    batch_max_events: '3',
    batch_max_seconds: '60',
  };
  const destination = aDestination({ tenant_id, config, ...given });
  await destinations.put(destination);
  return destination;
}

const collecting =
  (messages: Message[]) =>
  async (batch: readonly Message[]): Promise<[]> => {
    messages.push(...batch);
    return [];
  };

const publishDeps = (): PublishDeps => ({
  destinations,
  events: new EventStore(tables.client, tables.log, 30, now),
  eventData: parkingDeps(tables).eventData,
  destinationsTried: async () => new Set(),
  sendBatch: async () => {
    throw new Error('there is no delivery of a single event');
  },
  sendReferrals: collecting(referred),
  parkForDisabled: true,
  work: new WorkLimit(now),
  now,
});

const publish = (tenant_id: string, ids: readonly string[]) => {
  const publishOne = beginPublishing(publishDeps());
  return Promise.all(
    ids.map((id) =>
      publishOne({
        event: anEvent({ id, tenant_id, data: `{"id":"${id}"}` }),
        destination_id: undefined,
      }),
    ),
  );
};

/** Runs the collector on everything that publishing has sent. */
async function collectAll(): Promise<void> {
  const messages = referred.splice(0).map(({ body }) => ({
    record: aRecord({ body }),
    chunks: readReferrals(body),
  }));
  const failed = await collect(
    { slots, sendBatch: collecting(asked), now, backOff: async () => {} },
    messages,
    AbortSignal.timeout(5_000),
  );
  expect(failed).toEqual([]);
}

const writer: BatchWriter = {
  write: async (batch) => {
    written.push(batch);
    return result;
  },
};

const deps = (): DeliverBatchDeps => ({
  ...parkingDeps(tables),
  reads: destinationReads(destinations),
  destinations,
  attempts: new AttemptStore(tables.client, tables.log, 30, now),
  counters: new RollupCounters(),
  slots,
  settledObjects: new StoredObjects(tables.client, tables.log, 30),
  readEvents: eventReader(tables.client, tables.log, 30, now),
  decrypt: async () => ({}),
  batchWriters: () => writer,
  gate: new ByteGate({ all: 1_000_000, each: 1_000_000 }),
  work: new WorkLimit(now),
  send: async (messages) => {
    asked.push(...messages);
  },
  schedule: [30],
  now,
  random: () => 0.5,
  newId: (at) => ulid(at.getTime()),
});

/** Receives the deliveries that were asked for. Those that are not due are asked for again. */
async function deliverAll(given: Partial<DeliverBatchDeps> = {}): Promise<void> {
  for (const { body } of asked.splice(0)) {
    const received = { delivery: readBatchDelivery(body), isRedelivery: false };
    await deliverBatch({ ...deps(), ...given }, received, AbortSignal.timeout(5_000));
  }
}

const later = (seconds: number): void => {
  clock = new Date(clock.getTime() + seconds * 1_000);
};

const idsWritten = () => written.map(({ events }) => events.map(({ id }) => id));

describe('events for a destination that receives batches', () => {
  test('are queued as one message, and their records name the partition', async () => {
    await aBatchDestination('together');
    await publish('together', ['t1', 't2']);
    expect(referred).toHaveLength(1);
    const recorded = await new EventStore(tables.client, tables.log, 30, now).find(
      'together',
      't1',
    );
    expect(recorded?.batches).toEqual({ des_1: 'date=2026-11-22/' });
  });

  test('are written as one object as soon as the batch is full', async () => {
    await aBatchDestination('full');
    await publish('full', ['f2', 'f1', 'f3']);
    await collectAll();
    expect(asked.map(({ delaySeconds }) => delaySeconds)).toEqual([60, 0]);
    await deliverAll();
    expect(idsWritten()).toEqual([['f1', 'f2', 'f3']]);
    expect(written[0]).toMatchObject({ partition: 'date=2026-11-22/' });
    later(60);
    await deliverAll();
    expect(written).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  test('are written when the first event reaches the maximum age, without a further event', async () => {
    await aBatchDestination('aged');
    await publish('aged', ['a1']);
    later(15);
    await collectAll();
    expect(asked).toMatchObject([{ delaySeconds: 45 }]);
    later(40);
    await deliverAll();
    expect(written).toEqual([]);
    expect(asked).toMatchObject([{ delaySeconds: 5 }]);
    later(5);
    await deliverAll();
    expect(idsWritten()).toEqual([['a1']]);
  });

  test('are in one object each when they are published several times', async () => {
    await aBatchDestination('twice');
    await publish('twice', ['w1', 'w2', 'w3']);
    await collectAll();
    await publish('twice', ['w1', 'w2', 'w3']);
    await publish('twice', ['w4']);
    await collectAll();
    later(60);
    await deliverAll();
    later(60);
    await deliverAll();
    expect(idsWritten().flat().toSorted()).toEqual(['w1', 'w2', 'w3', 'w4']);
  });

  test('write no object when all were written before', async () => {
    await aBatchDestination('again');
    await publish('again', ['g1', 'g2', 'g3']);
    await collectAll();
    await publish('again', ['g1', 'g2', 'g3']);
    await collectAll();
    later(60);
    await deliverAll();
    expect(idsWritten()).toEqual([['g1', 'g2', 'g3']]);
  });

  test('are omitted from the object when they were erased', async () => {
    await aBatchDestination('erased');
    await publish('erased', ['e1', 'e2', 'e3']);
    await collectAll();
    await tables.client.delete({ TableName: tables.log, Key: { pk: 'EVENT#e2', sk: 'erased' } });
    await deliverAll();
    expect(idsWritten()).toEqual([['e1', 'e3']]);
  });
});

describe('an attempt at a batch', () => {
  const reading = { after: ' ', before: '~', descending: false, limit: 9, wanted: () => true };
  const attemptsIn = async (scope: AttemptScope) => {
    const store = deps().attempts;
    return store.getAll((await store.list(scope, reading)).rows);
  };
  const attemptsOf = async (id: string) => attemptsIn(await deps().attempts.readPartitions([id]));
  const attemptsAt = (tenantId: string) =>
    attemptsIn({ destinations: [{ tenantId, destinationId: 'des_1' }] });

  test('is recorded under the id of the batch, with what it contains', async () => {
    await aBatchDestination('recorded');
    await publish('recorded', ['r1', 'r2', 'r3']);
    await collectAll();
    await deliverAll();
    const id = written[0]?.id ?? '';
    expect(id).toMatch(/^bat_/);
    expect(await attemptsOf(id)).toMatchObject([
      {
        status: 'success',
        topic: '',
        topics: [['orders', 3]],
        destination_id: 'des_1',
        batch: {
          events: 3,
          bytes: 33,
          object_bytes: 99,
          key: 'k',
          partition: 'date=2026-11-22/',
          cut: 'count',
          first_time: '2026-11-22T09:59:58Z',
        },
      },
    ]);
  });

  test('fails when all of its events have expired', async () => {
    await aBatchDestination('expired');
    await publish('expired', ['o1', 'o2', 'o3']);
    await collectAll();
    later(30 * 86_400);
    await deliverAll();
    expect(written).toEqual([]);
    expect(await attemptsAt('expired')).toMatchObject([
      { status: 'failed', code: 'event_expired', batch: { events: 0 } },
    ]);
  });

  test('fails when its events have expired, even if later events are kept for longer', async () => {
    await aBatchDestination('longer');
    await publish('longer', ['q1', 'q2', 'q3']);
    await collectAll();
    later(30 * 86_400);
    await deliverAll({ readEvents: eventReader(tables.client, tables.log, 60, now) });
    expect(await attemptsAt('longer')).toMatchObject([{ code: 'event_expired' }]);
  });

  test('counts the events that have expired and are not in its object', async () => {
    await aBatchDestination('expiring');
    await publish('expiring', ['p1', 'p2']);
    later(10);
    await publish('expiring', ['p3']);
    await collectAll();
    later(30 * 86_400 - 10);
    await deliverAll();
    expect(idsWritten()).toEqual([['p3']]);
    expect(await attemptsAt('expiring')).toMatchObject([
      { code: 'OK', batch: { events: 1 }, response_data: { expired_events: 2 } },
    ]);
  });

  test('that fails is retried with the same events', async () => {
    await aBatchDestination('retried');
    await publish('retried', ['x1', 'x2', 'x3']);
    await collectAll();
    const [, full] = asked.splice(0);
    if (full) asked.push(full);
    result = REFUSED;
    await deliverAll();
    expect(asked).toMatchObject([{ delaySeconds: 23 }]);
    result = DELIVERED;
    later(23);
    await deliverAll();
    expect(idsWritten()).toEqual([
      ['x1', 'x2', 'x3'],
      ['x1', 'x2', 'x3'],
    ]);
    const attempts = await attemptsOf(written[0]?.id ?? '');
    expect(attempts.map(({ attempt_number, code }) => [attempt_number, code])).toEqual([
      [1, 'AccessDenied'],
      [2, 'OK'],
    ]);
  });

  test('is not made while the destination is disabled: the batch is closed at its maximum age and parked', async () => {
    const destination = await aBatchDestination('parked', { disabled_at: NOW.toISOString() });
    await publish('parked', ['p1']);
    await collectAll();
    later(60);
    await deliverAll();
    expect(written).toEqual([]);
    const { parking } = deps();
    const ref = { tenantId: 'parked', destinationId: destination.id };
    const { deliveries } = await parking.listWaiting(ref, 10, undefined);
    expect(deliveries).toMatchObject([
      { reason: 'disabled', batch: { first: 0, last: 1, cut: 'age', events: 1 } },
    ]);
  });

  test('that has nothing to write does not change the health of its destination', async () => {
    const destination = await aBatchDestination('empty', { consecutive_failures: 2 });
    await publish('empty', ['n1', 'n2', 'n3']);
    await collectAll();
    for (const id of ['n1', 'n2', 'n3']) {
      await tables.client.delete({
        TableName: tables.log,
        Key: { pk: `EVENT#${id}`, sk: 'empty' },
      });
    }
    await deliverAll();
    expect(written).toEqual([]);
    expect(await destinations.findOnly(destination)).toMatchObject({ consecutive_failures: 2 });
  });

  test('counts each event once if no other delivery counts it', async () => {
    await aBatchDestination('counted');
    await publish('counted', ['c1', 'c2', 'c3']);
    await collectAll();
    const counters = new RollupCounters();
    await deliverAll({ counters });
    const counts = counters
      .drain()
      .filter(({ values }) => values.tenant_id === 'counted')
      .map(({ kind, values, minutes, moreEvents = new Map() }) => [
        kind,
        values.topic,
        [...minutes.values()],
        [...moreEvents.values()],
      ]);
    expect(counts).toEqual([
      ['ATTEMPTS', '', [1], [-1]],
      ['ATTEMPTS', 'orders', [], [3]],
      ['EVENTS', 'orders', [3], []],
    ]);
  });

  test('does not count an event as delivered whose data has expired', async () => {
    await aBatchDestination('large');
    await publish('large', ['l1', 'l2', 'l3']);
    await collectAll();
    const { readEvents } = deps();
    const counters = new RollupCounters();
    const withLarge: typeof readEvents = async (log, refs) => {
      const { events, ...read } = await readEvents(log, refs);
      const data_ref = { bucket: 'large-events', key: 'gone', bytes: 9 };
      const isLarge = ({ id }: RecordedEvent) => id === 'l1';
      return { ...read, events: events.map((one) => (isLarge(one) ? { ...one, data_ref } : one)) };
    };
    const eventData = new LargePayloadStore({
      bucket: 'large-events',
      put: async () => {},
      read: async () => ({ kind: 'gone' }),
      delete: async () => {},
    });
    await deliverAll({ counters, readEvents: withLarge, eventData });
    expect(idsWritten()).toEqual([['l2', 'l3']]);
    const delivered = counters
      .drain()
      .filter(({ kind, values }) => kind === 'ATTEMPTS' && values.tenant_id === 'large')
      .map(({ values, moreEvents = new Map() }) => [values.topic, ...moreEvents.values()]);
    expect(delivered).toEqual([
      ['', -1],
      ['orders', 2],
    ]);
  });
});

test('a delivery of a batch that does not exist is retried for ten minutes and then discarded', async () => {
  await aBatchDestination('absent');
  await publish('absent', ['n1']);
  await collectAll();
  const [message] = asked.splice(0);
  const delivery = readBatchDelivery(message?.body ?? '');
  const missing = { ...delivery, batch: { ...delivery.batch, first: 7 } };
  asked.push({ body: JSON.stringify(missing), group: '' });
  for (let minute = 0; minute < 10; minute += 1) {
    await deliverAll();
    expect(asked).toMatchObject([{ delaySeconds: 60 }]);
    later(60);
  }
  await deliverAll();
  expect(asked).toEqual([]);
});

test('finds the batch of an event in a log with many slots', async () => {
  await aBatchDestination('found');
  for (let round = 0; round < 7; round += 1) {
    later(1);
    await publish('found', [`d${round}`]);
    await collectAll();
  }
  const events = new EventStore(tables.client, tables.log, 30, now);
  const batchOf = async (id: string) => {
    const event = await events.find('found', id);
    return event && findBatchAt(slots, event, 'des_1');
  };
  const [first, last] = [await batchOf('d0'), await batchOf('d6')];
  expect(first).toMatchObject({ destinationId: 'des_1', first: 0 });
  expect(await batchOf('d2')).toEqual(first);
  expect(last).toMatchObject({ first: 6 });
  later(120);
  await deliverAll();
  const written0 = written.find(({ id }) => typeof first === 'object' && id === first.id);
  expect(written0?.events.map(({ id }) => id)).toEqual(['d0', 'd1', 'd2']);
  await publish('found', ['waiting']);
  expect(await batchOf('waiting')).toBeUndefined();
});

/** Dependencies of a retry, which uses the batches of the event store. */
const depsOfRetry = (): RetryDeps => {
  const { attempts } = deps();
  return {
    destinations,
    events: new EventStore(tables.client, tables.log, 30, now),
    eventData: parkingDeps(tables).eventData,
    lastAttempt: async () => 0,
    batchWith: (event: RecordedEvent, id: string) => findBatchAt(slots, event, id),
    hasBatch: (batch) => hasBatch(slots, batch),
    lastBatchAttempts: (id: string) => attempts.listLastAttempts(id),
    send: async () => {
      throw new Error('the event is not delivered alone');
    },
    sendBatches: deps().send,
    sendReferrals: collecting(referred),
    work: new WorkLimit(now),
  };
};

test('a retry of an event delivers its batch again, even if the batch was delivered', async () => {
  await aBatchDestination('repeat');
  await publish('repeat', ['y1', 'y2', 'y3']);
  await collectAll();
  asked = asked.slice(1);
  await deliverAll();
  const { attempts } = deps();
  const retryDeps = depsOfRetry();
  const order = { destination_id: 'des_1', tenant_id: 'repeat' };
  expect(await retry(retryDeps, { ...order, event_id: 'y2' })).toBe('queued');
  await deliverAll();
  expect(await retry(retryDeps, { ...order, event_id: written[0]?.id ?? '' })).toBe('queued');
  await deliverAll();
  expect(idsWritten()).toEqual([
    ['y1', 'y2', 'y3'],
    ['y1', 'y2', 'y3'],
    ['y1', 'y2', 'y3'],
  ]);
  const [last] = await attempts.listLastAttempts(written[0]?.id ?? '');
  expect(last).toMatchObject({ attempt_number: 3, manual: true });
  expect(
    await retry(retryDeps, { ...order, tenant_id: 'other', event_id: last?.event_id ?? '' }),
  ).toBe('event_not_found');
});

test('a retry of an event whose reference was lost, or is still queued, collects the event once', async () => {
  await aBatchDestination('lost');
  const of = { destination_id: 'des_1', tenant_id: 'lost', event_id: 'i1' };
  await publish('lost', ['i1']);
  referred = [];
  expect(await retry(depsOfRetry(), of)).toBe('queued');
  expect(await retry(depsOfRetry(), of)).toBe('queued');
  const [message] = referred.splice(1, 1);
  await collectAll();
  referred = message ? [message] : [];
  await collectAll();
  later(60);
  await deliverAll();
  expect(idsWritten()).toEqual([['i1']]);
});

test('batches over the compute limit of their tenant are deferred without an attempt, others are made', async () => {
  await aBatchDestination('costly');
  await aBatchDestination('cheap');
  await publish('costly', ['l1', 'l2', 'l3']);
  // Each event is a batch of its own: the third exceeds the bytes of the second.
  referred = referred.map((message) => ({
    ...message,
    body: message.body.replaceAll(/,\d+\](?=[,\]])/g, ',30000000]'),
  }));
  await publish('cheap', ['s1', 's2', 's3']);
  await collectAll();
  const work = new WorkLimit(now);
  const again: Message[] = [];
  const deliverNow = async () => {
    for (const { body } of asked.splice(0)) {
      const delivery = readBatchDelivery(body);
      const send = async (messages: readonly Message[]) => void again.push(...messages);
      await deferringWork({ send, random: () => 0 }, aRecord({ body }), delivery, () =>
        deliverBatch({ ...deps(), work }, { delivery, isRedelivery: false }, AbortSignal.any([])),
      );
    }
  };
  await deliverNow();
  const early = asked.splice(0);
  expect(idsWritten()).toEqual([['l1'], ['s1', 's2', 's3']]);
  // 30 MB take six million steps, of which three million at once are free, and then a million per second.
  expect(again).toMatchObject([{ delaySeconds: 3, attributes: { deferrals: '1' } }]);
  later(3);
  asked = again.splice(0);
  await deliverNow();
  expect(idsWritten()).toEqual([['l1'], ['s1', 's2', 's3'], ['l2']]);
  expect(early.length).toBeGreaterThan(0);
});

test('the slots of a batch are not read while its tenant is over its work limit', async () => {
  await aBatchDestination('over');
  await publish('over', ['o1']);
  await collectAll();
  later(60);
  const work = new WorkLimit(now);
  work.charge('over', 4_000_000);
  const log = readBatchDelivery(asked[0]?.body ?? '').batch.log;
  await expect(deliverAll({ work })).rejects.toThrow('too many');
  expect(await slots.last(log, true)).toMatchObject({ number: 0 });
});

test('a retry of an event makes the first attempt at its batch when it is due, also if it is parked', async () => {
  const of = { destination_id: 'des_1', tenant_id: 'blocked', event_id: 'k1' };
  const blocked = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Denied' };
  const destination = await aBatchDestination('blocked');
  await publish('blocked', ['k1']);
  expect(await retry(depsOfRetry(), of)).toBe('queued');
  expect(asked).toEqual([]);
  await collectAll();
  expect(await retry(depsOfRetry(), of)).toBe('queued');
  asked = asked.slice(1);
  await deliverAll();
  expect(asked).toMatchObject([{ delaySeconds: 60 }]);
  const { parking } = deps();
  const count = async () =>
    (await parking.listWaiting({ tenantId: 'blocked', destinationId: 'des_1' }, 10, undefined))
      .deliveries.length;
  await destinations.block(destination, blocked);
  await publish('blocked', ['k2', 'k3']);
  await collectAll();
  asked = asked.filter(({ body }) => !readBatchDelivery(body).manual);
  await deliverAll();
  expect([await count(), written]).toEqual([1, []]);
  expect(await retry(depsOfRetry(), of)).toBe('queued');
  later(60);
  await deliverAll();
  expect(idsWritten()).toEqual([['k1', 'k2', 'k3']]);
  expect(await count()).toBe(0);
});

/** Deletes the tenant, and creates it again with the same ids. */
async function remake(tenant_id: string): Promise<void> {
  const incarnation = '01KAN000000000000000000NEW';
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.delete(tenant_id, now());
  await destinations.deleteOrphans(tenant_id, now());
  const predecessor_deleted_at = now().toISOString();
  const tenant = { id: tenant_id, incarnation, predecessor_deleted_at };
  expect(await tenants.add(aTenant({ ...tenant, destinations: { des_1: incarnation } }))).toBe(
    true,
  );
  const config = { bucket: 'new', region: 'us-east-1', format: 'ndjson', batch_max_seconds: '60' };
  await destinations.put(aDestination({ tenant_id, incarnation, config }));
}

test('a batch that is open when its tenant is deleted and created again never reaches the new one', async () => {
  await aBatchDestination('remade');
  await publish('remade', ['old_1']);
  await collectAll();
  await publish('remade', ['old_2']);
  await remake('remade');
  await publish('remade', ['new_1']);
  await collectAll();
  const [toOld] = asked.map(({ body }) => readBatchDelivery(body).batch);
  for (let minute = 0; minute < 3; minute += 1) {
    later(60);
    await deliverAll();
  }
  expect(idsWritten()).toEqual([['new_1']]);
  const slot = toOld && (await slots.get(toOld.log, 0, true));
  const old = batchId(toOld?.log ?? '', 0, slot?.batch.openedAt ?? '');
  const order = { tenant_id: 'remade', destination_id: 'des_1' };
  expect(await retry(depsOfRetry(), { ...order, event_id: 'old_1' })).toBe('event_not_found');
  expect(await retry(depsOfRetry(), { ...order, event_id: old })).not.toBe('queued');
  expect(asked).toEqual([]);
});

test.each([
  { tenant_id: 'other' },
  { destination_id: 'des_2' },
  { incarnation: 'another' },
  { tenant_incarnation: 'another' },
])('rejects a message that names the batch of another destination: %j', async (given) => {
  const log = 'BATCH#acme#des_1#2026-11-22#0123456789abcdef';
  const own = { tenant_id: 'acme', destination_id: 'des_1', attempt_number: 1, manual: false };
  const delivery = { ...own, batch: { log, first: 0 }, ...given };
  const delivered = deliverBatch(deps(), { delivery, isRedelivery: false }, AbortSignal.any([]));
  await expect(delivered).rejects.toThrow(
    'batch.log must belong to the destination of the message',
  );
});
