import { afterAll, beforeAll, expect, test } from 'vitest';
import { anEvent, NOW } from '../support/builders.ts';
import { dataOf } from '../support/objects.ts';
import { startRetrier } from './retrier.ts';

let retrier: Awaited<ReturnType<typeof startRetrier>>;
beforeAll(async () => {
  retrier = await startRetrier();
});
afterAll(() => retrier.stop());

const tenant_id = 'large';
const dataWith = (n: number) => `{"n":${n},"blob":"${'x'.repeat(300_000)}"}`;

/** Records a large event and a failed attempt of its delivery. */
async function failed(id: string, destination_id: string, n: number): Promise<() => Promise<void>> {
  const { eventData, events } = retrier.deps;
  const kept = await eventData.keep(anEvent({ id, tenant_id, data: dataWith(n) }), NOW);
  await events.record(kept, [destination_id], NOW);
  await retrier.attempted({ tenant_id, event_id: id, destination_id }, 1);
  return async () => {
    if ('data_ref' in kept) await eventData.erase(kept.data_ref);
  };
}

test('a bulk retry of large events evaluates filters on their full data', async () => {
  const filter = { data: { n: { $gt: 1 } } };
  await retrier.tenantWith(tenant_id, { id: 'des_all' }, { id: 'des_odd', filter });
  await failed('to_all', 'des_all', 0);
  await failed('passes', 'des_odd', 2);
  await failed('does_not', 'des_odd', 1);
  const expire = await failed('gone', 'des_odd', 2);
  await expire();
  const job = await retrier.run(await retrier.added({ tenant_id }));
  expect(retrier.names().toSorted()).toEqual(['passes 2', 'to_all 2']);
  expect(job).toMatchObject({ queued: 2, skipped: { no_match: 1, event_expired: 1 } });
  const data = await Promise.all(
    retrier.queued.map(({ event }) => dataOf(retrier.deps.eventData, event)),
  );
  expect(data.toSorted()).toEqual([dataWith(0), dataWith(2)]);
});

test('an event whose data is in a bucket that is not connected is skipped with `data_unavailable`', async () => {
  const tenant = 'elsewhere';
  const filter = { data: { n: { $gt: 1 } } };
  await retrier.tenantWith(tenant, { id: 'des_odd', filter });
  const { data: _, ...facts } = anEvent({ id: 'elsewhere', tenant_id: tenant });
  const data_ref = { bucket: 'former', key: 'events/a/b', bytes: 300_000 };
  await retrier.deps.events.record({ ...facts, data_ref }, ['des_odd'], NOW);
  const delivery = { tenant_id: tenant, event_id: 'elsewhere', destination_id: 'des_odd' };
  await retrier.attempted(delivery, 1);
  const job = await retrier.run(await retrier.added({ tenant_id: tenant }));
  expect(job).toMatchObject({ queued: 0, skipped: { data_unavailable: 1, event_expired: 0 } });
});
