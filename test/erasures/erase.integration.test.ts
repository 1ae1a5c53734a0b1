import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runStep } from '../../lambdas/erasures/run-step.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { logger } from '../../lambdas/platform/aws/logger.ts';
import { aParked } from '../parking/builders.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { AGAIN, ONCE } from '../support/lambda.ts';
import { at, startEraser } from './eraser.ts';

let eraser: Awaited<ReturnType<typeof startEraser>>;
beforeEach(async () => {
  eraser = await startEraser();
});
afterEach(() => eraser.stop());

test('a tenant’s events go with all their attempts, and are counted', async () => {
  await eraser.recorded({ id: 'evt_1', tries: 2 });
  await eraser.recorded({ id: 'evt_2', tries: 0 });
  expect(await eraser.erase('acme')).toMatchObject({
    status: 'completed',
    deleted_events: 2,
    deleted_attempts: 2,
    completed_at: NOW.toISOString(),
  });
  expect(await eraser.left()).toEqual([]);
});

test('what other tenants have stays, also under the same event ids', async () => {
  await eraser.recorded({ id: 'shared' });
  await eraser.recorded({ id: 'shared', tenant_id: 'acme2' });
  await eraser.recorded({ id: 'shared', tenant_id: 'acm' });
  await eraser.erase('acme');
  expect(await eraser.left()).toEqual([
    'EVENT#shared acm',
    'EVENT#shared acm#des_1#1',
    'EVENT#shared acme2',
    'EVENT#shared acme2#des_1#1',
  ]);
});

test('a tenant of whom nothing is on record is erased at once', async () => {
  expect(await eraser.erase('nobody')).toMatchObject({
    status: 'completed',
    deleted_events: 0,
    deleted_attempts: 0,
  });
});

test('an event accepted later stays, with its attempts, however old it says it is', async () => {
  await eraser.recorded({ id: 'before', time: -5 });
  await eraser.recorded({ id: 'same', accepted: 0 });
  await eraser.recorded({ id: 'after', time: -86_400, accepted: 0.001 });
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 2, deleted_attempts: 2 });
  expect(await eraser.left()).toEqual(['EVENT#after acme', 'EVENT#after acme#des_1#1']);
});

test('an event of before acceptance was noted counts as accepted before', async () => {
  await eraser.recorded({ id: 'old', tries: 0 });
  const [item] = await eraser.items();
  const Item = { ...item, accepted_at: undefined };
  await eraser.tables.client.send(new PutCommand({ TableName: eraser.tables.log, Item }));
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 1 });
});

test('of a time, the events that happened in it go, and no others', async () => {
  for (const time of [-40, -30, -20, -10]) await eraser.recorded({ id: `at${time}`, time });
  const time = { gte: at(-30).toISOString(), lt: at(-10).toISOString() };
  expect(await eraser.erase('acme', time)).toMatchObject({ time, deleted_events: 2 });
  expect(await eraser.left()).toEqual([
    'EVENT#at-10 acme',
    'EVENT#at-10 acme#des_1#1',
    'EVENT#at-40 acme',
    'EVENT#at-40 acme#des_1#1',
  ]);
});

test('attempts that have outlived their event go, whatever destination they were at', async () => {
  await eraser.attempted('expired', 'acme');
  await eraser.attempted('expired', 'other');
  expect(await eraser.erase('acme', { lt: at(-500).toISOString() })).toMatchObject({
    deleted_events: 0,
    deleted_attempts: 1,
  });
  expect(await eraser.left()).toEqual(['EVENT#expired other#des_1#1']);
});

test('with a beginning, only attempts of events of that time go', async () => {
  await eraser.attempted('expired', 'acme');
  await eraser.erase('acme', { gte: at(-500).toISOString() });
  expect(await eraser.left()).toEqual(['EVENT#expired acme#des_1#1']);
});

test('deliveries parked of the events go, and no others', async () => {
  const { parking } = eraser.deps;
  await eraser.recorded({ id: 'gone', tries: 0 });
  await eraser.recorded({ id: 'kept', tries: 0, accepted: 1 });
  const event_time = at(-60).toISOString();
  for (const event_id of ['gone', 'kept']) await parking.park(aParked({ event_id, event_time }));
  await parking.park(aParked({ event_id: 'gone', tenant_id: 'other', event_time }));
  await eraser.erase('acme');
  expect((await eraser.left()).filter((item) => item.startsWith('PARKED'))).toEqual([
    expect.stringMatching(/^PARKED#acme#.*#kept$/),
    expect.stringMatching(/^PARKED#other#.*#gone$/),
  ]);
});

test('much is erased in many steps, each of which tells how far it is', async () => {
  const count = 260;
  const ids = [...Array(count).keys()].map((n) => `evt_${n}`);
  await Promise.all(ids.map((id) => eraser.recorded({ id, tries: 0 })));
  const { id } = await eraser.start('acme');
  const progress: number[] = [];
  for (let step = eraser.asked.shift(); step; step = eraser.asked.shift()) {
    await runStep(eraser.deps, step, ONCE);
    progress.push((await eraser.deps.erasures.find(id))?.deleted_events ?? 0);
  }
  expect(progress).toEqual([250, 260, 260, 260, 260]);
  expect(await eraser.left()).toEqual([]);
}, 60_000);

test('events with many attempts make a step end early', async () => {
  const ids = [...Array(11).keys()].map((n) => `evt_${n}`);
  await Promise.all(ids.map((id) => eraser.recorded({ id, tries: 100 })));
  const { id } = await eraser.start('acme');
  const [step] = eraser.asked.splice(0);
  if (step) await runStep(eraser.deps, step, ONCE);
  expect(await eraser.deps.erasures.find(id)).toMatchObject({
    status: 'running',
    walk: 'events',
    deleted_events: 10,
    deleted_attempts: 1_000,
  });
  expect(eraser.asked).toMatchObject([{ erasure_id: id, step: 1 }]);
}, 60_000);

/** Records a large event of acme, and gives the key of its data. */
async function largeEvent(id: string, accepted: number): Promise<string> {
  const { deps, objects } = eraser;
  const event = anEvent({
    id,
    data: `{"blob":"${'x'.repeat(300_000)}"}`,
    time: at(-60).toISOString(),
  });
  const kept = await objects.eventData.keep(event, at(accepted));
  await deps.events.record(kept, ['des_1'], at(accepted));
  return 'data_ref' in kept ? kept.data_ref.key : '';
}

test('the data of a large event goes with it, and no other’s', async () => {
  await largeEvent('old', -55);
  const kept = await largeEvent('accepted-later', 5);
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 1 });
  expect(await eraser.objects.keys()).toEqual([kept]);
});

test('an event whose data could not be deleted is still there to be found', async () => {
  await largeEvent('evt_1', -55);
  const eventData = new LargePayloadStore({
    ...eraser.objects.objects,
    delete: async () => {
      throw new Error('S3 is down');
    },
  });
  await eraser.start('acme');
  const [step] = eraser.asked;
  if (!step) throw new Error('no step was asked for');
  await expect(runStep({ ...eraser.deps, eventData }, step, ONCE)).rejects.toThrow('S3 is down');
  expect(await eraser.left()).toEqual(['EVENT#evt_1 acme']);
  await runStep(eraser.deps, step, AGAIN);
  expect(await eraser.left()).toEqual([]);
  expect(await eraser.objects.keys()).toEqual([]);
});

test('the data of an event that is published again stays, whoever still erases the old one', async () => {
  await largeEvent('evt_1', -55);
  const read = await eraser.deps.log.itemsOf('acme', 'evt_1');
  await eraser.erase('acme');
  const kept = await largeEvent('evt_1', 5);
  if (read.event?.data_ref) await eraser.deps.eventData.erase(read.event.data_ref);
  expect(await eraser.objects.keys()).toEqual([kept]);
});

test('the data of an event that was put into another bucket is left there, and the log says where', async () => {
  const { deps, objects } = eraser;
  const data = `{"blob":"${'x'.repeat(300_000)}"}`;
  const event = anEvent({ id: 'elsewhere', data, time: at(-60).toISOString() });
  const kept = await objects.newEventData.keep(event, at(-55));
  await deps.events.record(kept, ['des_1'], at(-55));
  const warn = vi.spyOn(logger, 'warn');
  expect(await eraser.erase('acme')).toMatchObject({ status: 'completed', deleted_events: 1 });
  expect(await eraser.left()).toEqual([]);
  const { bucket, key } = 'data_ref' in kept ? kept.data_ref : {};
  expect(warn.mock.calls).toEqual([
    [
      'data of an erased event may be left in a bucket that is not connected',
      { erasure_id: expect.stringMatching(/^era_/), tenant_id: 'acme', bucket, key },
    ],
  ]);
  warn.mockRestore();
});
