import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type CollectDeps, collect } from '../../lambdas/batches/collect.ts';
import type { Slot } from '../../lambdas/batches/slot.ts';
import { aRecord } from '../support/lambda.ts';

const NOW = new Date('2026-11-29T10:00:00.000Z');

const aChunk = (tenantKey: string, partition: string) => ({
  tenantKey,
  destinationKey: 'des_1',
  partition,
  limits: { events: 10, bytes: 1_000, seconds: 900 },
  references: [{ id: `evt_${partition}`, acceptedAt: NOW.toISOString(), bytes: 100 }],
});

/** A message with one reference for each of these partitions. */
const aMessage = (messageId: string, tenantKey: string, partitions: readonly string[]) => ({
  record: aRecord({ messageId }),
  chunks: partitions.map((partition) => aChunk(tenantKey, partition)),
});

const partitions = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => `n=${number}/`);

/** A run whose time has come after this many slots were written to logs in memory. */
function aRun(slotsUntilAbort: number) {
  const controller = new AbortController();
  const logs = new Map<string, Slot>();
  let written = 0;
  const deps: CollectDeps = {
    slots: {
      last: async (log) => setImmediate(logs.get(log)),
      put: async (log, slot) => {
        await setImmediate();
        logs.set(log, slot);
        written += 1;
        if (written === slotsUntilAbort) controller.abort();
        return true;
      },
    },
    sendBatch: async () => [],
    now: () => NOW,
    backOff: async () => {},
  };
  return { deps, signal: controller.signal };
}

test('a tenant with more logs than a run can append to does not delay other tenants', async () => {
  const messages = [
    aMessage('many', 'many', partitions(1_000)),
    aMessage('quiet', 'quiet', ['n=0/']),
  ];
  const { deps, signal } = aRun(100);
  const failed = await collect(deps, messages, signal);
  expect(failed.map(({ messageId }) => messageId)).toEqual(['many']);
});

test('every run makes progress on a tenant with many logs, even if each run is too short', async () => {
  const all = partitions(2_000);
  const messages = Array.from({ length: 40 }, (_, number) =>
    aMessage(`m${number}`, 'many', all.slice(number * 50, (number + 1) * 50)),
  );
  const { deps, signal } = aRun(500);
  const failed = await collect(deps, messages, signal);
  const remaining = messages.filter(({ record }) => failed.includes(record));
  expect(remaining.length).toBeGreaterThan(0);
  expect(remaining.length).toBeLessThanOrEqual(32);
  expect(await collect(deps, remaining, AbortSignal.any([]))).toEqual([]);
});

test('every run makes progress on a log with more references than it can append', async () => {
  const messages = Array.from({ length: 10 }, (_, number) => ({
    record: aRecord({ messageId: `m${number}` }),
    chunks: [
      {
        ...aChunk('one', ''),
        limits: { events: 1, bytes: 1_000, seconds: 900 },
        references: Array.from({ length: 10 }, (_, of) => ({
          id: `evt_${of}`,
          acceptedAt: new Date(NOW.getTime() + number).toISOString(),
          bytes: 100,
        })),
      },
    ],
  }));
  const { deps, signal } = aRun(35);
  const failed = await collect(deps, messages, signal);
  expect(failed.map(({ messageId }) => messageId)).toEqual([
    'm3',
    'm4',
    'm5',
    'm6',
    'm7',
    'm8',
    'm9',
  ]);
});

test('a run that times out logs one warning, regardless of the number of logs', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.stubEnv('LOG_LEVEL', 'error');
  const messages = [aMessage('many', 'many', partitions(2_000))];
  const failed = await collect(aRun(0).deps, messages, AbortSignal.abort());
  const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  expect(failed).toHaveLength(1);
  expect(lines).toMatchObject([{ level: 'ERROR', logs: 2_000 }]);
});
