import { expect, test } from 'vitest';
import { append } from '../../lambdas/batches/append.ts';
import type { Slot } from '../../lambdas/batches/slot.ts';

const NOW = new Date('2026-11-29T10:00:00.000Z');

const aReference = (id: string) => ({ id, acceptedAt: NOW.toISOString(), bytes: 100 });

const aChunk = (ids: readonly string[]) => ({
  tenantKey: 'acme',
  destinationKey: 'des_1',
  partition: '',
  limits: { events: 10, bytes: 1_000, seconds: 900 },
  references: ids.map(aReference),
});

/** A log that another run appends to, just before each of the first puts. */
function aContestedLog(conflicts: number) {
  const log: Slot[] = [];
  return {
    log,
    last: async () => log.at(-1),
    put: async (_log: string, slot: Slot) => {
      if (log.length < conflicts) log.push({ ...slot, events: [] });
      else log.push(slot);
      return log.at(-1) === slot;
    },
  };
}

test('a run waits longer after each conflict with another run that appends to the same log', async () => {
  const slots = aContestedLog(3);
  const waits: number[] = [];
  const deps = {
    slots,
    queueDelivery: async () => {},
    now: () => NOW,
    backOff: async (conflicts: number) => {
      waits.push(conflicts);
    },
  };
  await append(deps, aChunk(['a', 'b']), AbortSignal.timeout(5_000));
  expect(waits).toEqual([1, 2, 3]);
  expect(slots.log.map(({ number, events }) => [number, events.length])).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 2],
  ]);
});
