import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import type { Writer } from '../../lambdas/destination-types/destination-type.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import {
  type Delivery,
  deliveryMessage,
  readDelivery,
} from '../../lambdas/events/delivery-message.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

const OLD = '01KAN000000000000000000OLD';
const NEW = '01KAN000000000000000000NEW';
const AT = NOW.toISOString();

let tables: Tables;
let destinations: DestinationStore;
let attempts: AttemptStore;
let written: string[] = [];

beforeAll(async () => {
  tables = await startTables();
  destinations = new DestinationStore(tables.client, tables.destinations);
  attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());
beforeEach(() => {
  written = [];
});

const store: Writer = {
  write: async ({ id }) => {
    written.push(id);
    return { kind: 'delivered', code: 'OK', response: { bucket: 'b', key: id, bytes: 2 } };
  },
};

const deps = (): RunDeps => ({
  ...parkingDeps(tables),
  destinations,
  attempts,
  counters: new RollupCounters(),
  decrypt: async () => ({ key: 'AKIA', secret: 'clear' }),
  writers: () => store,
  send: async () => {},
  schedule: [30, 60],
  now: () => NOW,
  random: () => 0.5,
  newId: (at) => ulid(at.getTime()),
});

/** The current destination with the id, and a delivery to the given incarnation. */
async function remade(id: string, given: Partial<Destination>, incarnation: string | undefined) {
  await destinations.put(aDestination({ id, incarnation: NEW, ...given }));
  const delivery: Delivery = {
    destination_id: id,
    incarnation,
    attempt_number: 1,
    manual: false,
    event: anEvent({ id: `to ${id}` }),
  };
  // As received from any queue, including a redrive.
  return readDelivery(deliveryMessage(delivery).body);
}

const name = (delivery: Delivery) => ({
  event_id: delivery.event.id,
  tenant_id: 'acme',
  destination_id: delivery.destination_id,
  attempt_number: delivery.attempt_number,
});

test.each([
  ['primary-queue', 'primary', {}, {}],
  ['slow-queue', 'slow', {}, {}],
  ['disabled', 'primary', { disabled_at: AT }, {}],
  ['blocked', 'primary', { blocked: { at: AT, code: 'AccessDenied', message: 'No' } }, {}],
  ['slow', 'primary', { slow_until: '2027-01-01T00:00:00.000Z' }, {}],
  ['released', 'primary', {}, { released: true }],
  ['by-hand', 'primary', {}, { manual: true, even_blocked: true }],
  ['a-retry', 'slow', {}, { attempt_number: 2 }],
] as const)(
  'a delivery to a destination that was deleted and made again fails: %s',
  async (id, queue, destination, given) => {
    const delivery = { ...(await remade(id, destination, OLD)), ...given };
    await deliverAlone(
      deps(),
      { delivery, isRedelivery: false, queue },
      AbortSignal.timeout(5_000),
    );
    expect(written).toEqual([]);
    expect(await attempts.existing({ ...name(delivery), incarnation: OLD })).toMatchObject({
      status: 'failed',
      code: 'destination_deleted',
      destination_type: '',
      incarnation: OLD,
    });
    // It does not affect the current destination with the id.
    const present = aDestination({ id, incarnation: NEW, ...destination });
    expect(await destinations.find('acme', id)).toEqual(present);
  },
);

test('a delivery without an incarnation is not made to a destination that has one', async () => {
  const delivery = await remade('of-before', {}, undefined);
  await deliverAlone(
    deps(),
    { delivery, isRedelivery: false, queue: 'primary' },
    AbortSignal.timeout(5_000),
  );
  expect(written).toEqual([]);
  expect(await attempts.existing(name(delivery))).toMatchObject({ code: 'destination_deleted' });
});

test('a delivery is made to a new destination although its predecessor received the event', async () => {
  const delivery = await remade('same-event', {}, NEW);
  const before = { ...delivery, incarnation: OLD };
  await deliverAlone(
    deps(),
    { delivery: before, isRedelivery: false, queue: 'primary' },
    AbortSignal.timeout(5_000),
  );
  await deliverAlone(
    deps(),
    { delivery, isRedelivery: true, queue: 'primary' },
    AbortSignal.timeout(5_000),
  );
  expect(written).toEqual(['to same-event']);
  const stored = await attempts.existing({ ...name(delivery), incarnation: NEW });
  expect(stored).toMatchObject({ status: 'success', incarnation: NEW });
});

test('an event read for a deleted destination is never written to the new destination with its id', async () => {
  const id = 'written';
  const present = aDestination({
    id,
    incarnation: NEW,
    blocked: { at: AT, code: 'c', message: '' },
  });
  const old = { ...present, incarnation: OLD, disabled_at: AT };
  await destinations.put(present);
  const failures = new FailureCounters(tables.client, tables.destinations);
  const claimant = { by: 'atm_1', now: NOW };
  expect(await destinations.change(old, { ...old, version: old.version + 1 })).toBe(false);
  expect(await destinations.delete(old, NOW)).toBe(false);
  expect(await destinations.resetVerification(old, { id: 'v2', status: 'pending' })).toBe(false);
  expect(await destinations.recordVerification(old, { id: 'v1', status: 'failed' })).toBe(false);
  expect(await destinations.unblock(old)).toBe(false);
  expect(await failures.count(old, true, AT)).toBeUndefined();
  expect(await failures.clear(old)).toBe(false);
  expect(await failures.claimExhausted(old, claimant)).toBe(false);
  expect(await failures.disable(old, AT)).toBe(false);
  await destinations.slowDown(old, AT);
  // The same holds for a destination that was created before incarnations existed.
  expect(await destinations.delete({ tenant_id: 'acme', id }, NOW)).toBe(false);
  expect(await destinations.find('acme', id)).toEqual(present);
  expect(await destinations.findOnly(old)).toBeUndefined();
});
