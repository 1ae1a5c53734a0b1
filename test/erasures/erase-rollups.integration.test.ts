import { afterEach, beforeEach, expect, test } from 'vitest';
import { RollupCounters, writeRollups } from '../../lambdas/metrics/rollup-counters.ts';
import { RollupStore } from '../../lambdas/metrics/rollup-store.dynamo.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { at, startEraser } from './eraser.ts';

let eraser: Awaited<ReturnType<typeof startEraser>>;
beforeEach(async () => {
  eraser = await startEraser();
});
afterEach(() => eraser.stop());

const HOUR = 3_600;

/** Records an event and an attempt, and counts them. */
async function counted(id: string, second: number, tenant_id = 'acme') {
  await eraser.recorded({ id, tenant_id, time: second, tries: 0 });
  await eraser.attempted(id, tenant_id, 1, second);
  const counters = new RollupCounters();
  const time = at(second).toISOString();
  counters.event(anEvent({ tenant_id, time }), ['des_1']);
  counters.attempt(anAttempt({ tenant_id, time }));
  const rollups = new RollupStore(eraser.tables.client, eraser.tables.log, 30, () => NOW);
  await writeRollups({ counters: counters, rollups, random: () => 0 }, AbortSignal.timeout(5_000));
}

/** The remaining rollups of tenants: their kind and the start of their sort key. */
const rollupsLeft = async () =>
  (await eraser.left()).flatMap((item) => {
    const [, kind, tenant] = /^ROLLUPS#(\w+)#.*#TENANTS#\d+ (.*)#[\w-]+$/.exec(item) ?? [];
    return kind ? [`${kind} ${tenant}`] : [];
  });

test('the rollups of the hours of the erased events are deleted, and other tenants’ are kept', async () => {
  await counted('evt_1', -5 * HOUR);
  await counted('evt_2', -29 * HOUR);
  await counted('evt_3', -5 * HOUR, 'acme2');
  await eraser.erase('acme');
  expect(await rollupsLeft()).toEqual([
    'ATTEMPTS acme2#2026-11-22T05',
    'EVENTS acme2#2026-11-22T05',
  ]);
  const platform = (await eraser.left()).filter((item) => item.includes('#PLATFORM#'));
  expect(platform).toHaveLength(4);
});

test('the current hour and partly selected hours keep their counts', async () => {
  await counted('now', 0);
  await counted('part', -3.5 * HOUR);
  await counted('whole', -4 * HOUR);
  await eraser.erase('acme', { lt: at(-3.25 * HOUR).toISOString() });
  expect(await rollupsLeft()).toEqual([
    'ATTEMPTS acme#2026-11-22T06',
    'ATTEMPTS acme#2026-11-22T10',
    'EVENTS acme#2026-11-22T06',
    'EVENTS acme#2026-11-22T10',
  ]);
  await eraser.erase('acme');
  expect(await rollupsLeft()).toEqual(['ATTEMPTS acme#2026-11-22T10', 'EVENTS acme#2026-11-22T10']);
});

test('rollups without events and rollups of old events are deleted', async () => {
  await counted('gone', -29 * 24 * HOUR);
  const gone = (await eraser.items()).filter(({ kind }) => kind);
  await eraser.deps.eventEraser.delete(gone.map(({ pk, sk }) => ({ pk, sk })));
  await counted('imported', -9 * 365 * 24 * HOUR);
  await eraser.erase('acme');
  expect(await rollupsLeft()).toEqual([]);
});
