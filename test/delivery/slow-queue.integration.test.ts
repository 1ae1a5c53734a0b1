import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import type { Received } from '../../lambdas/delivery/delivery-record.ts';
import type { DeliveryResult, Writer } from '../../lambdas/destination-types/destination-type.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: { key: 'k' } };
const SLOW_DOWN: DeliveryResult = { kind: 'retry', code: 'SlowDown', message: 'Slow down.' };
const TIMEOUT: DeliveryResult = { kind: 'retry', code: 'timeout', message: 'No answer.' };

let tables: Tables;
let deps: RunDeps;
let now: Date;
let id: string;
let writes: number;
let retries: number;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** How the store responds to a write. */
let write: Writer['write'];

const answering =
  (result: DeliveryResult, seconds = 0): Writer['write'] =>
  async () => {
    now = new Date(now.getTime() + seconds * 1_000);
    return result;
  };

const hanging: Writer['write'] = (_event, _place, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(TIMEOUT);
    signal.addEventListener('abort', () => resolve(TIMEOUT));
  });

beforeEach(async ({ task }) => {
  id = task.id;
  now = NOW;
  writes = 0;
  retries = 0;
  write = answering(DELIVERED);
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async () => ({}),
    writers: () => ({
      write: (...given) => {
        writes += 1;
        return write(...given);
      },
    }),
    timeoutMs: 20,
    send: async () => {
      retries += 1;
    },
    schedule: [30],
    now: () => now,
    random: () => 0.5,
    newId: (at) => ulid(at.getTime()),
  };
  await deps.destinations.put(aDestination({ id }));
});

const run = (queue: Received['queue'], event = `event-of-${id}`, data = '{}') => {
  const given = { attempt_number: 1, manual: false, event: anEvent({ id: event, data }) };
  const delivery = { destination_id: id, ...given };
  return deliverAlone(deps, { delivery, isRedelivery: false, queue }, AbortSignal.timeout(5_000));
};

const attempt = () => {
  const name = { tenant_id: 'acme', destination_id: id, event_id: `event-of-${id}` };
  return deps.attempts.existing({ ...name, attempt_number: 1 });
};

const slowUntil = async () => (await deps.destinations.find('acme', id))?.slow_until;

const secondsFromNow = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();

test('a quick write from the primary queue succeeds and signals `eased`', async () => {
  expect(await run('primary')).toBe('succeeded');
  expect(await attempt()).toMatchObject({ status: 'success' });
  expect(await slowUntil()).toBeUndefined();
});

test('a write that exceeds the primary-queue timeout is not an attempt, and is deferred', async () => {
  write = hanging;
  expect(await run('primary')).toBe('deferred');
  expect(writes).toBe(1);
  expect(await attempt()).toBeUndefined();
  expect(retries).toBe(0);
});

test('a destination that exceeded the timeout is slow for every instance', async () => {
  write = hanging;
  await run('primary');
  expect(await slowUntil()).toBe(secondsFromNow(60));
  write = answering(DELIVERED);
  expect(await run('primary', 'another')).toBe('deferred');
  expect(writes).toBe(1);
});

test('the timeout grows by one second per MB, and the store is not slow', async () => {
  const large = `{"blob":"${'x'.repeat(5_000_000)}"}`;
  write = answering(DELIVERED, 5);
  expect(await run('primary', 'large', large)).toBe('succeeded');
  expect(await run('primary', 'as large', large)).toBe('succeeded');
  expect(await slowUntil()).toBeUndefined();
  write = answering(DELIVERED, 6);
  await run('primary', 'too slow', large);
  await run('primary', 'too slow again', large);
  expect(await slowUntil()).toBe(secondsFromNow(60));
});

test('concurrent slow writes mark the destination once', async () => {
  let notes = 0;
  const { slowDown } = deps;
  deps = {
    ...deps,
    slowDown: (...note) => {
      notes += 1;
      return slowDown(...note);
    },
  };
  write = hanging;
  await Promise.all(['one', 'two', 'three'].map((event) => run('primary', event)));
  expect(notes).toBe(1);
});

test('the slow mark of a destination expires', async () => {
  write = hanging;
  await run('primary');
  now = new Date(now.getTime() + 61_000);
  write = answering(DELIVERED);
  expect(await run('primary')).toBe('succeeded');
});

test('a slow write from the slow queue completes, and the destination stays slow', async () => {
  write = answering(DELIVERED, 8);
  expect(await run('slow')).toBe('succeeded');
  expect(await attempt()).toMatchObject({ status: 'success' });
  expect(await slowUntil()).toBe(secondsFromNow(60));
});

test('no response in the slow queue is a failed attempt, and is retried', async () => {
  write = answering(TIMEOUT, 15);
  expect(await run('slow')).toBe('overloaded');
  expect(await attempt()).toMatchObject({ status: 'failed', code: 'timeout' });
  expect(retries).toBe(1);
});

test.each(['primary', 'slow'] as const)(
  'a throttling store is slow, and its concurrency is reduced: %s queue',
  async (queue) => {
    write = answering(SLOW_DOWN);
    expect(await run(queue)).toBe('overloaded');
    expect(await attempt()).toMatchObject({ status: 'failed', code: 'SlowDown' });
    expect(retries).toBe(1);
    expect(await slowUntil()).toBe(secondsFromNow(60));
  },
);

test('one slow write after a quick one does not mark the destination as slow', async () => {
  await run('primary', 'before');
  write = hanging;
  expect(await run('primary')).toBe('deferred');
  expect(await slowUntil()).toBeUndefined();
});

test('a quick rejection defers nothing', async () => {
  write = answering({ kind: 'rejected', code: 'KeyTooLongError', message: 'Too long' });
  expect(await run('primary')).toBeUndefined();
  expect(await slowUntil()).toBeUndefined();
});

test('a destination that was deleted in the meantime is not recreated', async () => {
  write = async (...given) => {
    await deps.destinations.delete({ tenant_id: 'acme', id }, NOW);
    return hanging(...given);
  };
  expect(await run('primary')).toBe('deferred');
  expect(await slowUntil()).toBeUndefined();
});
