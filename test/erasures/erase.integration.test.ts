import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { STEP_LIMITS } from '../../lambdas/erasures/erase-events.ts';
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

test('a tenant’s events are deleted with all their attempts, and counted', async () => {
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

test('other tenants’ items are kept, even under the same event ids', async () => {
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

test('the erasure of a tenant without items completes immediately', async () => {
  expect(await eraser.erase('nobody')).toMatchObject({
    status: 'completed',
    deleted_events: 0,
    deleted_attempts: 0,
  });
});

test('an event accepted later is kept with its attempts, regardless of its event time', async () => {
  await eraser.recorded({ id: 'before', time: -5 });
  await eraser.recorded({ id: 'same', accepted: 0 });
  await eraser.recorded({ id: 'after', time: -86_400, accepted: 0.001 });
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 2, deleted_attempts: 2 });
  expect(await eraser.left()).toEqual(['EVENT#after acme', 'EVENT#after acme#des_1#1']);
});

test('an event without `accepted_at` counts as accepted earlier', async () => {
  await eraser.recorded({ id: 'old', tries: 0 });
  const [item] = await eraser.items();
  const Item = { ...item, accepted_at: undefined };
  await eraser.tables.sdk.send(new PutCommand({ TableName: eraser.tables.log, Item }));
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 1 });
});

test('with a time range, only the events in it are deleted', async () => {
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

test('without a start time, the tenant’s orphaned attempts are deleted', async () => {
  await eraser.attempted('expired', 'acme');
  await eraser.attempted('expired', 'other');
  expect(await eraser.erase('acme', { lt: at(-500).toISOString() })).toMatchObject({
    deleted_events: 0,
    deleted_attempts: 1,
  });
  expect(await eraser.left()).toEqual(['EVENT#expired other#des_1#1']);
});

test('with a start time, orphaned attempts are kept', async () => {
  await eraser.attempted('expired', 'acme');
  await eraser.erase('acme', { gte: at(-500).toISOString() });
  expect(await eraser.left()).toEqual(['EVENT#expired acme#des_1#1']);
});

test('a parked batch is kept: it may have events that are not erased', async () => {
  const id = 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX';
  await eraser.recorded({ id: 'evt_1', tries: 0 });
  await eraser.deps.parking.park(aParked({ event_id: id }));
  await eraser.erase('acme');
  expect(await eraser.left()).toEqual([expect.stringContaining(id)]);
});

test('parked deliveries of the erased events are deleted, and others are kept', async () => {
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

test('a large erasure runs in many steps, each of which records its progress', async () => {
  const limited = { ...eraser.deps, limits: { ...STEP_LIMITS, events: 25 } };
  const ids = [...Array(26).keys()].map((n) => `evt_${n}`);
  await Promise.all(ids.map((id) => eraser.recorded({ id, tries: 0 })));
  const { id } = await eraser.start('acme');
  const progress: number[] = [];
  for (let step = eraser.asked.shift(); step; step = eraser.asked.shift()) {
    await runStep(limited, step, ONCE);
    progress.push((await eraser.deps.erasures.find(id))?.deleted_events ?? 0);
  }
  expect(progress).toEqual([25, 26, 26, 26, 26, 26]);
  expect(await eraser.left()).toEqual([]);
});

test('a step ends early for events with many attempts', async () => {
  const ids = [...Array(11).keys()].map((n) => `evt_${n}`);
  await Promise.all(ids.map((id) => eraser.recorded({ id, tries: 5 })));
  const limited = { ...eraser.deps, limits: { ...STEP_LIMITS, deleted: 60 } };
  const { id } = await eraser.start('acme');
  const [step] = eraser.asked.splice(0);
  if (step) await runStep(limited, step, ONCE);
  expect(await eraser.deps.erasures.find(id)).toMatchObject({
    status: 'running',
    phase: 'events',
    deleted_events: 10,
    deleted_attempts: 50,
  });
  expect(eraser.asked).toMatchObject([{ erasure_id: id, step: 1 }]);
});

/** Records a large event of acme and returns the key of its data. */
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

test('the data of a large event is deleted with it, and other data is kept', async () => {
  await largeEvent('old', -55);
  const kept = await largeEvent('accepted-later', 5);
  expect(await eraser.erase('acme')).toMatchObject({ deleted_events: 1 });
  expect(await eraser.objects.keys()).toEqual([kept]);
});

test('an event whose data could not be deleted is kept', async () => {
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

test('the data of an event that was published again is kept while the old one is erased', async () => {
  await largeEvent('evt_1', -55);
  const read = await eraser.deps.eventEraser.listEventItems('acme', 'evt_1');
  await eraser.erase('acme');
  const kept = await largeEvent('evt_1', 5);
  if (read.event?.data_ref) await eraser.deps.eventData.erase(read.event.data_ref);
  expect(await eraser.objects.keys()).toEqual([kept]);
});

test('the data of an event in another bucket is kept, and a warning names its location', async () => {
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
      'data of an erased event may remain in a bucket that is not connected',
      { erasure_id: expect.stringMatching(/^era_/), tenant_id: 'acme', bucket, key },
    ],
  ]);
  warn.mockRestore();
});
