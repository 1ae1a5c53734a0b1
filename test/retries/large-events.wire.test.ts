import { afterAll, beforeAll, expect, test } from 'vitest';
import { anEvent, NOW } from '../support/builders.ts';
import { startRetrier } from './retrier.ts';

let retrier: Awaited<ReturnType<typeof startRetrier>>;
beforeAll(async () => {
  retrier = await startRetrier();
});
afterAll(() => retrier.stop());

const tenant_id = 'large';
const dataOf = (n: number) => `{"n":${n},"blob":"${'x'.repeat(300_000)}"}`;

/** Records a large event, and a failed attempt at a delivery of it. */
async function failed(id: string, destination_id: string, n: number): Promise<() => Promise<void>> {
  const { eventData, events } = retrier.deps;
  const kept = await eventData.keep(anEvent({ id, tenant_id, data: dataOf(n) }), NOW);
  await events.record(kept, [destination_id], NOW);
  await retrier.attempted({ tenant_id, event_id: id, destination_id }, 1);
  return async () => {
    if ('data_ref' in kept) await eventData.erase(kept.data_ref);
  };
}

test('large events are tried again in bulk, where a filter must see them by all of their data', async () => {
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
    retrier.queued.map(({ event }) => retrier.deps.eventData.of(event)),
  );
  expect(data.toSorted()).toEqual([dataOf(0), dataOf(2)]);
});
