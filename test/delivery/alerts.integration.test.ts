import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { type DeliverDeps, deliver } from '../../lambdas/delivery/deliver.ts';
import { SlowDestinationCache } from '../../lambdas/delivery/slow-queue/slow-destination-cache.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/delivery-result.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { BatchCounters } from '../../lambdas/metrics/batch-counters.ts';
import { ALERTS, type Topic } from '../../lambdas/operator-events/topics.ts';
import { secondsAfter } from '../../lambdas/parking/timer.ts';
import { announcing } from '../operator-events/announcing.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { parkingDeps } from './parking-deps.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: { key: 'k' } };
const FAILED: DeliveryResult = { kind: 'retry', code: 'InternalError', message: 'We are sorry.' };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };

let tables: Tables;
let deps: DeliverDeps;
let queue: ReturnType<typeof announcing>['queue'];
let verdict: DeliveryResult;
let clock: number;
let runs: number;
let id = '';

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

/** Has operators told of these topics, from now on. */
const telling = (wanted?: readonly Topic[]) => {
  const told = announcing(wanted);
  queue = told.queue;
  deps = { ...deps, announcements: told.announcements };
};

beforeEach(async ({ task }) => {
  id = task.id;
  verdict = FAILED;
  clock = NOW.getTime();
  runs = 0;
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    tally: new BatchCounters(),
    open: async () => ({}),
    writers: async () => ({ write: async () => verdict, verify: async () => verdict }),
    slowDown: async () => {},
    trackRecord: new SlowDestinationCache(),
    patienceMs: 2_000,
    send: async () => {},
    schedule: [60],
    now: () => new Date(clock),
    random: () => 0.5,
    newId: (at) => ulid(at.getTime()),
    consecutiveFailureThreshold: 10,
  };
  telling(ALERTS);
  await deps.destinations.put(aDestination({ id }));
});

/** One attempt at another event, a second after the one before. */
async function run(given: { event?: string; attempt_number?: number; again?: boolean } = {}) {
  clock += 1_000;
  runs += 1;
  const { event = `${id}-${runs}`, attempt_number = 1, again = false } = given;
  const delivery = {
    destination_id: id,
    attempt_number,
    manual: false,
    event: anEvent({ id: event }),
  };
  await deliver(deps, { delivery, again, lane: 'slow' }, AbortSignal.timeout(5_000));
  return event;
}

async function fail(times: number): Promise<void> {
  verdict = FAILED;
  for (let time = 0; time < times; time += 1) await run();
}

async function succeed(): Promise<void> {
  verdict = DELIVERED;
  await run();
}

const present = () => deps.destinations.find('acme', id);
const change = async (given: Partial<Destination>) => {
  const before = await present();
  if (before) await deps.destinations.put({ ...before, ...given });
};

/** What was told, by the end of its topic and, of failures in a row, by their level. */
const told = () =>
  queue.told.map(({ topic, data }) => {
    const { threshold = '' } = Object(data.consecutive_failures);
    return `${topic.split('.').at(-1)} ${threshold}`.trim();
  });

/** Cuts a run short: what `method` of `store` was to do is not done, once. */
function cutShort<Store extends object>(store: Store, method: keyof Store & string): void {
  Object.defineProperty(store, method, {
    configurable: true,
    value: async () => {
      Reflect.deleteProperty(store, method);
      throw new Error('cut short');
    },
  });
}

describe('failures in a row', () => {
  test('are told of at 50, 70, 90 and 100 %, and no more', async () => {
    await fail(4);
    expect(told()).toEqual([]);
    await fail(11);
    expect(told()).toEqual([
      'consecutive_failure 50',
      'consecutive_failure 70',
      'consecutive_failure 90',
      'consecutive_failure 100',
    ]);
    expect(queue.told[1]).toMatchObject({
      tenant_id: 'acme',
      data: {
        destination: { id, disabled_at: null },
        attempt: { code: 'InternalError' },
        consecutive_failures: { current: 7, max: 10, threshold: 70 },
      },
    });
  });

  test('that happen at once are told of once', async () => {
    await fail(4);
    await Promise.all([...Array(6)].map(() => run()));
    expect(told().filter((one) => one === 'consecutive_failure 50')).toHaveLength(1);
    expect(new Set(told()).size).toBe(told().length);
  });

  test('are not told of when the stage wants no alerts of them', async () => {
    deps = { ...deps, consecutiveFailureThreshold: 0 };
    await fail(12);
    expect(told()).toEqual([]);
    expect(await present()).not.toHaveProperty('alerted');
  });

  test('begin anew with a success', async () => {
    await fail(4);
    await succeed();
    await fail(4);
    expect(told()).toEqual([]);
    expect(await present()).toMatchObject({ failures: 4 });
  });

  test('that could not be told are told with the next failure, when the claim has run out', async () => {
    await fail(4);
    queue.isDown = true;
    await fail(1);
    queue.isDown = false;
    await fail(1);
    expect(told()).toEqual([]);
    clock += 20_000;
    await fail(1);
    expect(told()).toEqual(['consecutive_failure 70']);
  });

  test('never keep a delivery from going on: it fails for nothing that is told', async () => {
    queue.isDown = true;
    await fail(10);
    await succeed();
    expect(await present()).not.toHaveProperty('failures');
  });

  test('that were told, but not marked, are told again in the same words', async () => {
    await fail(4);
    cutShort(deps.failures, 'markLevel');
    const event = `${id}-marked`;
    await expect(run({ event })).rejects.toThrow('cut short');
    clock += 30_000;
    await run({ event, again: true });
    expect(told()).toEqual(['consecutive_failure 50', 'consecutive_failure 50']);
    expect(queue.told[0]).toEqual(queue.told[1]);
    await fail(1);
    expect(queue.told).toHaveLength(2);
  });

  test('that were claimed, and not told, are told when the message comes again', async () => {
    await fail(4);
    cutShort(deps.announcements, 'add');
    const event = `${id}-claimed`;
    await expect(run({ event })).rejects.toThrow('cut short');
    expect(told()).toEqual([]);
    clock += 30_000;
    await run({ event, again: true });
    expect(told()).toEqual(['consecutive_failure 50']);
  });

  test('have their retries queued before anybody is told', async () => {
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

describe('a destination that has failed in full', () => {
  beforeEach(() => {
    deps = { ...deps, autoDisable: true, consecutiveFailureThreshold: 3 };
  });

  test('is disabled, and operators are told of both', async () => {
    await fail(3);
    const { disabled_at, revision, version } = (await present()) ?? {};
    expect(disabled_at).toBe(new Date(clock).toISOString());
    expect(revision).toBe(1);
    expect(version).toBeGreaterThan(1);
    expect(told()).toEqual(['consecutive_failure 50', 'disabled', 'consecutive_failure 100']);
    expect(queue.told[1]).toMatchObject({
      topic: 'alert.destination.disabled',
      data: { destination: { id, disabled_at }, disabled_at, reason: 'consecutive_failure' },
    });
  });

  test('stays as it is when the stage says so', async () => {
    deps = { ...deps, autoDisable: false };
    await fail(5);
    expect(await present()).toMatchObject({ disabled_at: null });
    expect(told()).toEqual(['consecutive_failure 50', 'consecutive_failure 100']);
  });

  test('has later deliveries parked', async () => {
    await fail(3);
    const event = await run();
    const name = { tenant_id: 'acme', destination_id: id, event_id: event };
    expect(await deps.parking.find({ ...name, event_time: anEvent().time })).toMatchObject({
      reason: 'disabled',
    });
  });

  test('is not disabled when it was changed meanwhile', async () => {
    await fail(2);
    const { disable } = deps.failures;
    deps.failures.disable = async (...args) => {
      await change({ revision: 2 });
      return disable.apply(deps.failures, args);
    };
    await fail(1);
    expect(await present()).toMatchObject({ disabled_at: null, revision: 2 });
    expect(told()).toEqual(['consecutive_failure 50', 'consecutive_failure 100']);
  });

  test('and was cut short before operators were told, has them told when the message comes again', async () => {
    await fail(2);
    cutShort(deps.announcements, 'add');
    const event = `${id}-disabled`;
    await expect(run({ event })).rejects.toThrow('cut short');
    const { disabled_at } = (await present()) ?? {};
    clock += 30_000;
    await run({ event, again: true });
    expect(told()).toEqual(['consecutive_failure 50', 'disabled', 'consecutive_failure 100']);
    expect(queue.told[1]).toMatchObject({ data: { disabled_at } });
    expect(await present()).toMatchObject({ disabled_at });
  });

  test('is disabled, too, when operators want to know of nothing', async () => {
    telling([]);
    await fail(3);
    expect(await present()).toMatchObject({ disabled_at: expect.any(String), alerted: 100 });
  });
});

describe('a destination that works again', () => {
  const recovered = () => told().filter((one) => one === 'recovered');

  test('is told of once, when its failures were', async () => {
    await fail(5);
    const since = (await present())?.failing_since;
    await succeed();
    await succeed();
    expect(told()).toEqual(['consecutive_failure 50', 'recovered']);
    expect(queue.told[1]).toMatchObject({ data: { destination: { id }, failing_since: since } });
    const after = await present();
    for (const trace of ['alerted', 'failures', 'failing_since', 'alerting_until']) {
      expect(after).not.toHaveProperty(trace);
    }
  });

  test('is not told of when nothing was told before', async () => {
    await fail(4);
    await succeed();
    expect(told()).toEqual([]);
  });

  test('costs nothing when it has not failed', async () => {
    const before = await present();
    await succeed();
    expect(await present()).toEqual(before);
  });

  test('and is told of by one of several successes', async () => {
    await fail(5);
    verdict = DELIVERED;
    await Promise.all([run(), run(), run()]);
    expect(recovered()).toHaveLength(1);
  });

  test('though the success had begun before the failures were told of', async () => {
    await fail(4);
    const writers = deps.writers;
    deps = {
      ...deps,
      writers: async () => ({
        write: async () => {
          deps = { ...deps, writers };
          await fail(1);
          return DELIVERED;
        },
        verify: async () => DELIVERED,
      }),
    };
    await run();
    expect(told()).toEqual(['consecutive_failure 50', 'recovered']);
  });

  test('is told of with the next success, when that was cut short', async () => {
    await fail(5);
    cutShort(deps.announcements, 'add');
    verdict = DELIVERED;
    await expect(run()).rejects.toThrow('cut short');
    clock += 30_000;
    await succeed();
    expect(recovered()).toHaveLength(1);
  });

  test('is told of again, in the same words, when it was told and not marked', async () => {
    await fail(5);
    cutShort(deps.failures, 'markRecovery');
    verdict = DELIVERED;
    await expect(run()).rejects.toThrow('cut short');
    clock += 30_000;
    await succeed();
    await succeed();
    expect(recovered()).toHaveLength(2);
    expect(queue.told[1]).toEqual(queue.told[2]);
    expect(await present()).not.toHaveProperty('recovered_at');
  });

  test('may fail again, which is told of again', async () => {
    await fail(5);
    await succeed();
    await fail(5);
    expect(told()).toEqual(['consecutive_failure 50', 'recovered', 'consecutive_failure 50']);
    expect(queue.told[2]?.id).not.toBe(queue.told[0]?.id);
  });
});

describe('a destination that refuses everything', () => {
  test('is told of when it is blocked, and when it is open again', async () => {
    verdict = DENIED;
    for (let time = 0; time < 3; time += 1) await run();
    const { blocked } = (await present()) ?? {};
    expect(queue.told).toMatchObject([
      { topic: 'alert.destination.blocked', data: { destination: { id }, blocked } },
    ]);
    expect(blocked).toMatchObject({ at: new Date(clock).toISOString(), code: 'AccessDenied' });
    verdict = DELIVERED;
    const delivery = {
      destination_id: id,
      attempt_number: 1,
      manual: true,
      even_blocked: true,
      event: anEvent({ id: `${id}-by-hand` }),
    };
    await deliver(deps, { delivery, again: false, lane: 'slow' }, AbortSignal.timeout(5_000));
    expect(told()).toEqual(['blocked', 'recovered']);
    expect(await present()).not.toHaveProperty('blocked');
  });

  test('is told of when the message comes again, if that was cut short', async () => {
    verdict = DENIED;
    for (let time = 0; time < 2; time += 1) await run();
    cutShort(deps.announcements, 'add');
    const event = `${id}-blocked`;
    await expect(run({ event })).rejects.toThrow('cut short');
    await run({ event, again: true });
    expect(told()).toEqual(['blocked']);
  });

  test('is told of then, too, when it is open again by that time', async () => {
    verdict = DENIED;
    for (let time = 0; time < 2; time += 1) await run();
    cutShort(deps.announcements, 'add');
    const event = `${id}-blocked`;
    await expect(run({ event })).rejects.toThrow('cut short');
    const { blocked } = (await present()) ?? {};
    await deps.destinations.unblock(aDestination({ id }));
    await run({ event, again: true });
    expect(queue.told).toMatchObject([{ topic: 'alert.destination.blocked', data: { blocked } }]);
  });
});

describe('a delivery that is not tried again', () => {
  test('is told of after its last retry', async () => {
    const event = await run();
    expect(told()).toEqual([]);
    await run({ event, attempt_number: 2 });
    expect(queue.told).toMatchObject([
      {
        topic: 'alert.attempt.exhausted_retries',
        data: { event: { id: event }, attempt: { attempt_number: 2 }, destination: { id } },
      },
    ]);
  });

  test('is told of at once, when no retry would help', async () => {
    verdict = { kind: 'rejected', code: 'KeyTooLongError', message: 'Too long' };
    await run();
    expect(told()).toEqual(['exhausted_retries']);
  });

  test('is told of once an hour for each destination', async () => {
    for (let time = 0; time < 3; time += 1) await run({ attempt_number: 2 });
    expect(told()).toEqual(['exhausted_retries']);
    clock = Date.parse(secondsAfter(new Date(clock), 3_601));
    await run({ attempt_number: 2 });
    expect(told()).toEqual(['exhausted_retries', 'exhausted_retries']);
  });

  test('is told of by the next one, when it could not be', async () => {
    queue.isDown = true;
    await run({ attempt_number: 2 });
    queue.isDown = false;
    clock += 30_000;
    await run({ attempt_number: 2 });
    expect(told()).toEqual(['exhausted_retries']);
  });

  test('is not told of when its publisher wanted no retries', async () => {
    const event = anEvent({ id: `${id}-once`, eligible_for_retry: false });
    const delivery = { destination_id: id, attempt_number: 1, manual: false, event };
    await deliver(deps, { delivery, again: false, lane: 'slow' }, AbortSignal.timeout(5_000));
    expect(told()).toEqual([]);
  });
});

describe('attempts', () => {
  const flush = () => deps.announcements.flush(AbortSignal.timeout(5_000));

  test('are told of at the end of their batch, each with its outcome', async () => {
    telling(['attempt.success', 'attempt.failed']);
    await fail(1);
    await succeed();
    expect(queue.told).toEqual([]);
    await flush();
    expect(queue.told.map(({ topic }) => topic)).toEqual(['attempt.failed', 'attempt.success']);
    await flush();
    expect(queue.told).toHaveLength(2);
  });

  test('are told of again, in the same words, when their message comes again', async () => {
    telling(['attempt.failed']);
    const event = await run();
    await flush();
    await run({ event, again: true });
    await flush();
    expect(queue.told).toHaveLength(2);
    expect(queue.told[0]).toEqual(queue.told[1]);
  });

  test('are not told of by default', async () => {
    await fail(1);
    await succeed();
    await flush();
    expect(queue.told).toEqual([]);
  });
});
