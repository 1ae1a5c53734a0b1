import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { anAttempt, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let attempts: AttemptStore;
beforeAll(async () => {
  tables = await startTables();
  attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

const FAILED = {
  status: 'failed',
  retryable: true,
  latency_ms: 12,
  response_data: { error: 'ü"', retry_after: 3 },
} as const;

const attempt = (id: string) => anAttempt({ id: `atm_${id}`, event_id: id, ...FAILED });

/** Records attempts in concurrent tasks of one run. */
const recordTogether = (ids: readonly string[]) => {
  const store = attempts.batching();
  return Promise.all(ids.map((id) => store.run(() => store.record(attempt(id)))));
};

test('attempts that end at the same time are recorded by one call, as they would be by themselves', async () => {
  const statements = vi.spyOn(tables.client, 'batchExecuteStatement');
  const put = vi.spyOn(tables.client, 'put');
  expect(await recordTogether(['one', 'two', 'three'])).toEqual([true, true, true]);
  expect(statements).toHaveBeenCalledTimes(1);
  expect(put).not.toHaveBeenCalled();
  expect(await attempts.existing(attempt('two'))).toEqual(attempt('two'));
});

test('the first record of an attempt is kept, and the others of the run are recorded', async () => {
  const first = { ...attempt('known'), id: 'atm_first' };
  await attempts.record(first);
  expect(await recordTogether(['known', 'unknown'])).toEqual([false, true]);
  expect(await attempts.existing(attempt('known'))).toEqual(first);
});

test('an attempt does not wait for a slow write of the same run', async () => {
  const store = attempts.batching();
  const { promise: written, resolve: endWrite } = Promise.withResolvers<void>();
  const slow = store.run(async () => {
    await written;
    return store.record(attempt('slow'));
  });
  expect(await store.run(() => store.record(attempt('quick')))).toBe(true);
  endWrite();
  expect(await slow).toBe(true);
});
