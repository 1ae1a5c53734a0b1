import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { SlowDestinationCache } from '../../lambdas/delivery/slow-destinations.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { ALERTS, type Topic } from '../../lambdas/operator-events/operator-event.ts';
import { secondsAfter } from '../../lambdas/platform/json/timestamps.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: { key: 'k' } };
const FAILED: DeliveryResult = { kind: 'retry', code: 'InternalError', message: 'We are sorry.' };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };

let tables: Tables;
let deps: RunDeps;
let queue: ReturnType<typeof recordingOutbox>['queue'];
let result: DeliveryResult;
let clock: number;
let runs: number;
let id = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** Enables these topics from now on. */
const enableTopics = (wanted?: readonly Topic[]) => {
  const emitted = recordingOutbox(wanted);
  queue = emitted.queue;
  deps = { ...deps, outbox: emitted.outbox };
};

beforeEach(async ({ task }) => {
  id = task.id;
  result = FAILED;
  clock = NOW.getTime();
  runs = 0;
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async () => ({}),
    writers: () => ({
      write: async () => result,
    }),
    slowDown: async () => {},
    slowDestinations: new SlowDestinationCache(),
    timeoutMs: 2_000,
    send: async () => {},
    schedule: [60],
    now: () => new Date(clock),
    random: () => 0.5,
    newId: (at) => ulid(at.getTime()),
    consecutiveFailureThreshold: 10,
  };
  enableTopics(ALERTS);
  await deps.destinations.put(aDestination({ id }));
});

/** One attempt of another event, one second after the previous attempt. */
async function run(
  given: { event?: string; attempt_number?: number; isRedelivery?: boolean } = {},
) {
  clock += 1_000;
  runs += 1;
  const { event = `${id}-${runs}`, attempt_number = 1, isRedelivery = false } = given;
  const delivery = {
    destination_id: id,
    attempt_number,
    manual: false,
    event: anEvent({ id: event }),
  };
  await deliverAlone(deps, { delivery, isRedelivery, queue: 'slow' }, AbortSignal.timeout(5_000));
  return event;
}

async function fail(times: number): Promise<void> {
  result = FAILED;
  for (let time = 0; time < times; time += 1) await run();
}

async function succeed(): Promise<void> {
  result = DELIVERED;
  await run();
}

const present = () => deps.destinations.find('acme', id);
const change = async (given: Partial<Destination>) => {
  const before = await present();
  if (before) await deps.destinations.put({ ...before, ...given });
};

/** The emitted events, as the end of their topic and, for consecutive failures, the level. */
const emitted = () =>
  queue.events.map(({ topic, data }) => {
    const { threshold = '' } = Object(data.consecutive_failures);
    return `${topic.split('.').at(-1)} ${threshold}`.trim();
  });

/** Interrupts a run: the next call of `method` of `store` fails. */
function interrupt<Store extends object>(store: Store, method: keyof Store & string): void {
  Object.defineProperty(store, method, {
    configurable: true,
    value: async () => {
      Reflect.deleteProperty(store, method);
      throw new Error('interrupted');
    },
  });
}

describe('consecutive failures', () => {
  test('are alerted at 50, 70, 90 and 100 % only', async () => {
    await fail(4);
    expect(emitted()).toEqual([]);
    await fail(11);
    expect(emitted()).toEqual([
      'consecutive_failure 50',
      'consecutive_failure 70',
      'consecutive_failure 90',
      'consecutive_failure 100',
    ]);
    expect(queue.events[1]).toMatchObject({
      tenant_id: 'acme',
      data: {
        destination: { id, disabled_at: null },
        attempt: { code: 'InternalError' },
        consecutive_failures: { current: 7, max: 10, threshold: 70 },
      },
    });
  });

  test('that are concurrent are alerted once', async () => {
    await fail(4);
    await Promise.all([...Array(6)].map(() => run()));
    expect(emitted().filter((one) => one === 'consecutive_failure 50')).toHaveLength(1);
    expect(new Set(emitted()).size).toBe(emitted().length);
  });

  test('are not alerted when the stage disables these alerts', async () => {
    deps = { ...deps, consecutiveFailureThreshold: 0 };
    await fail(12);
    expect(emitted()).toEqual([]);
    expect(await present()).not.toHaveProperty('last_alert_level');
  });

  test('are reset by a success', async () => {
    await fail(4);
    await succeed();
    await fail(4);
    expect(emitted()).toEqual([]);
    expect(await present()).toMatchObject({ consecutive_failures: 4 });
  });

  test('whose alert could not be queued are alerted with the next failure after the claim expires', async () => {
    await fail(4);
    queue.isDown = true;
    await expect(fail(1)).rejects.toThrow('SQS is down');
    queue.isDown = false;
    await fail(1);
    expect(emitted()).toEqual([]);
    clock += 20_000;
    await fail(1);
    expect(emitted()).toEqual(['consecutive_failure 70']);
  });

  test('have their attempts recorded and their retries queued although the alert cannot be queued', async () => {
    const retries: string[] = [];
    deps = {
      ...deps,
      send: async (messages) => void retries.push(...messages.map(({ body }) => body)),
    };
    await fail(4);
    queue.isDown = true;
    await expect(fail(1)).rejects.toThrow('SQS is down');
    expect(await present()).toMatchObject({ consecutive_failures: 5 });
    expect(retries).toHaveLength(5);
    clock += 30_000;
    await succeed();
    expect(await present()).not.toHaveProperty('consecutive_failures');
  });

  test('whose alert was queued but not marked are alerted again with the same id and payload', async () => {
    await fail(4);
    interrupt(deps.failures, 'markLevel');
    const event = `${id}-marked`;
    await expect(run({ event })).rejects.toThrow('interrupted');
    clock += 30_000;
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['consecutive_failure 50', 'consecutive_failure 50']);
    expect(queue.events[0]).toEqual(queue.events[1]);
    await fail(1);
    expect(queue.events).toHaveLength(2);
  });

  test('whose alert was claimed but not queued are alerted when the message is redelivered', async () => {
    await fail(4);
    interrupt(deps.outbox, 'add');
    const event = `${id}-claimed`;
    await expect(run({ event })).rejects.toThrow('interrupted');
    expect(emitted()).toEqual([]);
    clock += 30_000;
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['consecutive_failure 50']);
  });

  test('have their retries queued before the alert', async () => {
    await fail(4);
    const order: string[] = [];
    deps = { ...deps, send: async () => void order.push('retry') };
    const { claimLevel } = deps.failures;
    deps.failures.claimLevel = (...args) => {
      order.push('claim');
      return claimLevel.apply(deps.failures, args);
    };
    await fail(1);
    expect(order).toEqual(['retry', 'claim']);
  });
});

describe('a destination that has reached 100 %', () => {
  beforeEach(() => {
    deps = { ...deps, autoDisable: true, consecutiveFailureThreshold: 3 };
  });

  test('is disabled, and both alerts are emitted', async () => {
    await fail(3);
    const { disabled_at, revision, version } = (await present()) ?? {};
    expect(disabled_at).toBe(new Date(clock).toISOString());
    expect(revision).toBe(1);
    expect(version).toBeGreaterThan(1);
    expect(emitted()).toEqual(['consecutive_failure 50', 'disabled', 'consecutive_failure 100']);
    expect(queue.events[1]).toMatchObject({
      topic: 'alert.destination.disabled',
      data: { destination: { id, disabled_at }, disabled_at, reason: 'consecutive_failure' },
    });
  });

  test('stays enabled when the stage turns automatic disabling off', async () => {
    deps = { ...deps, autoDisable: false };
    await fail(5);
    expect(await present()).toMatchObject({ disabled_at: null });
    expect(emitted()).toEqual(['consecutive_failure 50', 'consecutive_failure 100']);
  });

  test('has later deliveries parked', async () => {
    await fail(3);
    const event = await run();
    const name = { tenant_id: 'acme', destination_id: id, event_id: event };
    expect(await deps.parking.find({ ...name, event_time: anEvent().time })).toMatchObject({
      reason: 'disabled',
    });
  });

  test('is not disabled when it was changed in the meantime', async () => {
    await fail(2);
    const { disable } = deps.failures;
    deps.failures.disable = async (...args) => {
      await change({ revision: 2 });
      return disable.apply(deps.failures, args);
    };
    await fail(1);
    expect(await present()).toMatchObject({ disabled_at: null, revision: 2 });
    expect(emitted()).toEqual(['consecutive_failure 50', 'consecutive_failure 100']);
  });

  test('emits the alerts when the message of a run interrupted before alerting is redelivered', async () => {
    await fail(2);
    interrupt(deps.outbox, 'add');
    const event = `${id}-disabled`;
    await expect(run({ event })).rejects.toThrow('interrupted');
    const { disabled_at } = (await present()) ?? {};
    clock += 30_000;
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['consecutive_failure 50', 'disabled', 'consecutive_failure 100']);
    expect(queue.events[1]).toMatchObject({ data: { disabled_at } });
    expect(await present()).toMatchObject({ disabled_at });
  });

  test('emits the alerts when the message of a run that could not queue them is redelivered', async () => {
    await fail(2);
    queue.isDown = true;
    const event = `${id}-unqueued`;
    await expect(run({ event })).rejects.toThrow('SQS is down');
    queue.isDown = false;
    clock += 30_000;
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['consecutive_failure 50', 'disabled', 'consecutive_failure 100']);
  });

  test('is disabled even when no topics are enabled', async () => {
    enableTopics([]);
    await fail(3);
    expect(await present()).toMatchObject({
      disabled_at: expect.any(String),
      last_alert_level: 100,
    });
  });
});

describe('a destination that recovers', () => {
  const recovered = () => emitted().filter((one) => one === 'recovered');

  test('emits a recovery once, if its failures were alerted', async () => {
    await fail(5);
    const since = (await present())?.failing_since;
    await succeed();
    await succeed();
    expect(emitted()).toEqual(['consecutive_failure 50', 'recovered']);
    expect(queue.events[1]).toMatchObject({ data: { destination: { id }, failing_since: since } });
    const after = await present();
    for (const trace of [
      'last_alert_level',
      'consecutive_failures',
      'failing_since',
      'alert_lock_until',
    ]) {
      expect(after).not.toHaveProperty(trace);
    }
  });

  test('emits no recovery without an earlier alert', async () => {
    await fail(4);
    await succeed();
    expect(emitted()).toEqual([]);
  });

  test('is unchanged by a success when it has not failed', async () => {
    const before = await present();
    await succeed();
    expect(await present()).toEqual(before);
  });

  test('emits one recovery for several concurrent successes', async () => {
    await fail(5);
    result = DELIVERED;
    await Promise.all([run(), run(), run()]);
    expect(recovered()).toHaveLength(1);
  });

  test('emits a recovery although the success started before the alert', async () => {
    await fail(4);
    const writers = deps.writers;
    deps = {
      ...deps,
      writers: () => ({
        write: async () => {
          deps = { ...deps, writers };
          await fail(1);
          return DELIVERED;
        },
      }),
    };
    await run();
    expect(emitted()).toEqual(['consecutive_failure 50', 'recovered']);
  });

  test('emits the recovery with the next success after an interruption', async () => {
    await fail(5);
    interrupt(deps.outbox, 'add');
    result = DELIVERED;
    await expect(run()).rejects.toThrow('interrupted');
    clock += 30_000;
    await succeed();
    expect(recovered()).toHaveLength(1);
  });

  test('emits the same recovery again when it was queued but not marked', async () => {
    await fail(5);
    interrupt(deps.failures, 'markRecovery');
    result = DELIVERED;
    await expect(run()).rejects.toThrow('interrupted');
    clock += 30_000;
    await succeed();
    await succeed();
    expect(recovered()).toHaveLength(2);
    expect(queue.events[1]).toEqual(queue.events[2]);
    expect(await present()).not.toHaveProperty('recovered_at');
  });

  test('is alerted again when it fails again', async () => {
    await fail(5);
    await succeed();
    await fail(5);
    expect(emitted()).toEqual(['consecutive_failure 50', 'recovered', 'consecutive_failure 50']);
    expect(queue.events[2]?.id).not.toBe(queue.events[0]?.id);
  });
});

describe('a destination that rejects every event', () => {
  test('emits an alert when it is blocked and when it recovers', async () => {
    result = DENIED;
    for (let time = 0; time < 3; time += 1) await run();
    const { blocked } = (await present()) ?? {};
    expect(queue.events).toMatchObject([
      { topic: 'alert.destination.blocked', data: { destination: { id }, blocked } },
    ]);
    expect(blocked).toMatchObject({ at: new Date(clock).toISOString(), code: 'AccessDenied' });
    result = DELIVERED;
    const delivery = {
      destination_id: id,
      attempt_number: 1,
      manual: true,
      even_blocked: true,
      event: anEvent({ id: `${id}-by-hand` }),
    };
    await deliverAlone(
      deps,
      { delivery, isRedelivery: false, queue: 'slow' },
      AbortSignal.timeout(5_000),
    );
    expect(emitted()).toEqual(['blocked', 'recovered']);
    expect(await present()).not.toHaveProperty('blocked');
  });

  test('emits the alert when the message of an interrupted run is redelivered', async () => {
    result = DENIED;
    for (let time = 0; time < 2; time += 1) await run();
    interrupt(deps.outbox, 'add');
    const event = `${id}-blocked`;
    await expect(run({ event })).rejects.toThrow('interrupted');
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['blocked']);
  });

  test('emits the alert when the message of a run that could not queue it is redelivered', async () => {
    result = DENIED;
    for (let time = 0; time < 2; time += 1) await run();
    queue.isDown = true;
    const event = `${id}-unqueued`;
    await expect(run({ event })).rejects.toThrow('SQS is down');
    expect(await present()).toMatchObject({ blocked: { code: 'AccessDenied' } });
    queue.isDown = false;
    await run({ event, isRedelivery: true });
    expect(emitted()).toEqual(['blocked']);
  });

  test('emits that alert even when it was unblocked in the meantime', async () => {
    result = DENIED;
    for (let time = 0; time < 2; time += 1) await run();
    interrupt(deps.outbox, 'add');
    const event = `${id}-blocked`;
    await expect(run({ event })).rejects.toThrow('interrupted');
    const { blocked } = (await present()) ?? {};
    await deps.destinations.unblock(aDestination({ id }));
    await run({ event, isRedelivery: true });
    expect(queue.events).toMatchObject([{ topic: 'alert.destination.blocked', data: { blocked } }]);
  });
});

describe('a delivery without remaining retries', () => {
  test('is alerted after its last retry', async () => {
    const event = await run();
    expect(emitted()).toEqual([]);
    await run({ event, attempt_number: 2 });
    expect(queue.events).toMatchObject([
      {
        topic: 'alert.attempt.exhausted_retries',
        data: { event: { id: event }, attempt: { attempt_number: 2 }, destination: { id } },
      },
    ]);
  });

  test('is alerted immediately when no retry would help', async () => {
    result = { kind: 'rejected', code: 'KeyTooLongError', message: 'Too long' };
    await run();
    expect(emitted()).toEqual(['exhausted_retries']);
  });

  test('is alerted once per hour and destination', async () => {
    for (let time = 0; time < 3; time += 1) await run({ attempt_number: 2 });
    expect(emitted()).toEqual(['exhausted_retries']);
    clock = Date.parse(secondsAfter(new Date(clock), 3_601));
    await run({ attempt_number: 2 });
    expect(emitted()).toEqual(['exhausted_retries', 'exhausted_retries']);
  });

  test('is alerted when its message is redelivered if its alert could not be queued', async () => {
    queue.isDown = true;
    const event = `${id}-unqueued`;
    await expect(run({ event, attempt_number: 2 })).rejects.toThrow('SQS is down');
    queue.isDown = false;
    clock += 30_000;
    await run({ event, attempt_number: 2, isRedelivery: true });
    await run({ attempt_number: 2 });
    expect(emitted()).toEqual(['exhausted_retries']);
  });

  test('is not alerted when the event is not eligible for retry', async () => {
    const event = anEvent({ id: `${id}-once`, eligible_for_retry: false });
    const delivery = { destination_id: id, attempt_number: 1, manual: false, event };
    await deliverAlone(
      deps,
      { delivery, isRedelivery: false, queue: 'slow' },
      AbortSignal.timeout(5_000),
    );
    expect(emitted()).toEqual([]);
  });
});

describe('attempts', () => {
  const flush = () => deps.outbox.flush(AbortSignal.timeout(5_000));

  test('are emitted at the end of their batch, each with its outcome', async () => {
    enableTopics(['attempt.success', 'attempt.failed']);
    await fail(1);
    await succeed();
    expect(queue.events).toEqual([]);
    await flush();
    expect(queue.events.map(({ topic }) => topic)).toEqual(['attempt.failed', 'attempt.success']);
    await flush();
    expect(queue.events).toHaveLength(2);
  });

  test('are emitted again with the same id and payload when their message is redelivered', async () => {
    enableTopics(['attempt.failed']);
    const event = await run();
    await flush();
    await run({ event, isRedelivery: true });
    await flush();
    expect(queue.events).toHaveLength(2);
    expect(queue.events[0]).toEqual(queue.events[1]);
  });

  test('fail no delivery if they cannot be queued', async () => {
    enableTopics(['attempt.success', 'attempt.failed']);
    queue.isDown = true;
    await fail(1);
    await succeed();
    await flush();
    queue.isDown = false;
    await flush();
    expect(queue.events).toEqual([]);
  });

  test('are not emitted by default', async () => {
    await fail(1);
    await succeed();
    await flush();
    expect(queue.events).toEqual([]);
  });
});
