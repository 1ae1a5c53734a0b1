import { afterAll, beforeAll, expect, test } from 'vitest';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { findBatchAt } from '../../lambdas/batches/batches-of-event.ts';
import { nextSlot } from '../../lambdas/batches/next-slot.ts';
import type { Slot } from '../../lambdas/batches/slot.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import type { RecordedEvent } from '../../lambdas/events/recorded-event.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const PARTITION = 'date=2026-11-22/';
const LIMITS = { events: 2, bytes: 1_000_000, seconds: 60 };

let tables: Tables;
let slots: StoredSlots;
beforeAll(async () => {
  tables = await startTables();
  slots = new StoredSlots(tables.client, tables.log, 30);
});
afterAll(() => tables.stop());

/** The time of acceptance, in milliseconds from the start of the test. */
const at = (ms: number) => new Date(NOW.getTime() + ms).toISOString();

const acceptedEvent = (id: string, ms: number): RecordedEvent => ({
  ...anEvent({ id }),
  destination_ids: ['des_1'],
  batches: { des_1: PARTITION },
  accepted_at: at(ms),
  position: '',
});

const log = logKey({
  tenantKey: 'acme',
  destinationKey: 'des_1',
  partition: PARTITION,
  acceptedAt: NOW.toISOString(),
});

/** Stores a log with one event per slot, accepted at these times. */
async function storeLog(events: readonly { id: string; ms: number }[]): Promise<void> {
  const planned: Slot[] = [];
  for (const { id, ms } of events) {
    const reference = { id, acceptedAt: at(ms), bytes: 100 };
    const options = { partition: PARTITION, limits: LIMITS, now: NOW };
    planned.push(nextSlot(planned.at(-1), [reference], options).slot);
  }
  await Promise.all(planned.map((slot) => slots.put(log, slot)));
}

test('finds the batch of an event whose reference arrives hundreds of slots late', async () => {
  const later = Array.from({ length: 700 }, (_, n) => ({ id: `evt_${n}`, ms: 10 + n }));
  await storeLog([...later, { id: 'late', ms: 5 }, { id: 'after', ms: 711 }]);
  expect(await findBatchAt(slots, acceptedEvent('late', 5), 'des_1')).toMatchObject({
    destinationId: 'des_1',
    first: 700,
  });
  expect(await findBatchAt(slots, acceptedEvent('evt_3', 13), 'des_1')).toMatchObject({ first: 2 });
  expect(await findBatchAt(slots, acceptedEvent('missing', 5), 'des_1')).toBeUndefined();
});

test('gives up the search of a log whose slots take too many pages', async () => {
  const { slot } = nextSlot(undefined, [{ id: 'evt_0', acceptedAt: at(0), bytes: 100 }], {
    partition: PARTITION,
    limits: LIMITS,
    now: NOW,
  });
  let pages = 0;
  const endless = {
    last: async () => slot,
    get: async () => slot,
    pagesWith: async function* () {
      while (pages < 1_000) {
        pages += 1;
        yield [slot];
      }
    },
  };
  expect(await findBatchAt(endless, acceptedEvent('missing', 0), 'des_1')).toBe('unknown');
  expect(pages).toBe(100);
});
