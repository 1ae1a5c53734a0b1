import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { type DeliverDeps, deliver, destinationReads } from '../../lambdas/delivery/deliver.ts';
import type { Received } from '../../lambdas/delivery/delivery-record.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: { key: 'k' } };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };

let tables: Tables;
let destinations: DestinationStore;
let reads: number;
let id: string;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

beforeEach(async ({ task }) => {
  id = task.id;
  reads = 0;
  destinations = new DestinationStore(tables.client, tables.destinations);
  await destinations.put(aDestination({ id }));
  const findOnly = destinations.findOnly.bind(destinations);
  destinations.findOnly = (ref) => {
    reads += 1;
    return findOnly(ref);
  };
});

/** The dependencies of one run, in which the store answers with `results`, and then refuses. */
const depsWith = (results: readonly DeliveryResult[], codes: string[] = []): DeliverDeps => {
  const waiting = [...results];
  return {
    ...parkingDeps(tables),
    destinations,
    reads: destinationReads(destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async () => ({}),
    writers: () => ({
      write: async () => {
        const result = waiting.shift() ?? DENIED;
        codes.push(result.code);
        return result;
      },
    }),
    send: async () => {},
    schedule: [30, 60],
    now: () => NOW,
    random: () => 0.5,
    newId: (at: Date) => ulid(at.getTime()),
  };
};

const deliveryOf = (n: number): Received => ({
  delivery: {
    destination_id: id,
    attempt_number: 1,
    manual: false,
    event: anEvent({ id: `${id}-${n}` }),
  },
  isRedelivery: false,
  queue: 'primary',
});

/** Delivers one event per result, in order, in one run. Returns the codes of the attempts made. */
async function run(results: readonly DeliveryResult[]): Promise<string[]> {
  const codes: string[] = [];
  const deps = depsWith(results, codes);
  for (const n of results.keys()) await deliver(deps, deliveryOf(n), AbortSignal.timeout(5_000));
  return codes;
}

test('the successful deliveries of a run read their destination once', async () => {
  expect(await run([DELIVERED, DELIVERED, DELIVERED])).toEqual(['OK', 'OK', 'OK']);
  expect(reads).toBe(1);
});

test('a run reads a destination again after each failed attempt, and stops when it is blocked', async () => {
  const codes = await run([DENIED, DENIED, DENIED, DELIVERED, DELIVERED]);
  expect(codes).toEqual(['AccessDenied', 'AccessDenied', 'AccessDenied']);
});

test('a run reads a destination again after a success has reset its failures', async () => {
  expect(await run([DENIED, DELIVERED, DELIVERED, DELIVERED])).toHaveLength(4);
  expect(reads).toBe(3);
  expect((await destinations.find('acme', id))?.consecutive_failures).toBeUndefined();
});

test('a run does not keep a destination that was read while an alert disabled it', async () => {
  const failures = new FailureCounters(tables.client, tables.destinations);
  const reads = destinationReads(destinations);
  const ref = { tenant_id: 'acme', id, incarnation: undefined };
  const disable = failures.disable.bind(failures);
  failures.disable = async (...given) => {
    // Another delivery of the run begins meanwhile.
    await reads.get(ref);
    return disable(...given);
  };
  const deps = { ...depsWith([DENIED]), failures, reads };
  const alerting = { ...deps, autoDisable: true, consecutiveFailureThreshold: 1 };
  await deliver(alerting, deliveryOf(0), AbortSignal.timeout(5_000));
  expect((await reads.get(ref))?.disabled_at).toBe(NOW.toISOString());
});
