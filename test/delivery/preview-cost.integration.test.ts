import { afterAll, beforeAll, expect, it } from 'vitest';
import { currentRate } from '../../lambdas/delivery/preview-cost.ts';
import { createDestination } from '../../lambdas/destinations/create-destination.ts';
import { CreateInput } from '../../lambdas/destinations/destination-schema.ts';
import { RollupCounters, writeRollups } from '../../lambdas/metrics/rollup-counters.ts';
import { RollupStore } from '../../lambdas/metrics/rollup-store.dynamo.ts';
import { incarnationKey } from '../../lambdas/platform/dynamodb/incarnation.ts';
import { NotFoundError } from '../../lambdas/platform/errors.ts';
import { routesDeps } from '../destinations/routes-deps.ts';
import { anAttempt, aTenant, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const INCARNATION = '01KAN00000000000000000000T';
const CONFIG = { bucket: 'my-events-bucket', region: 'us-east-1' };
const KEYS = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const HOUR_MS = 3_600_000;

let tables: Tables;
let rollups: RollupStore;
beforeAll(async () => {
  tables = await startTables();
  rollups = new RollupStore(tables.client, tables.log, 30, () => NOW);
  const deps = routesDeps(tables);
  await deps.tenants.add(aTenant({ incarnation: INCARNATION }));
  const input = { type: 'aws_s3', topics: ['*'], config: CONFIG, credentials: KEYS };
  for (const id of ['des_1', 'des_quiet']) {
    await createDestination(deps, 'acme', CreateInput.parse({ id, ...input }));
  }
  await countAttempts();
});
afterAll(() => tables.stop());

/** 60 deliveries in each of the 30 hours from the creation on, and what must not count. */
async function countAttempts(): Promise<void> {
  const counters = new RollupCounters();
  const base = { status: 'success', code: 'OK', tenant_incarnation: INCARNATION } as const;
  for (let minute = 0; minute < 30 * 60; minute += 1) {
    const time = new Date(NOW.getTime() + minute * 60_000).toISOString();
    counters.attempt(anAttempt({ ...base, time }));
    counters.attempt(anAttempt({ ...base, time, status: 'failed', code: 'SlowDown' }));
    counters.attempt(anAttempt({ ...base, time, destination_id: 'des_other' }));
    counters.attempt(
      anAttempt({ ...base, time, tenant_incarnation: '01KAN00000000000000000000S' }),
    );
  }
  await writeRollups({ counters, rollups, random: () => 0.5 }, AbortSignal.timeout(30_000));
}

const rateAfter = (milliseconds: number, id = 'des_1', tenant_id = 'acme') => {
  const now = () => new Date(NOW.getTime() + milliseconds);
  const noRows = async () => ({ rows: [], more: false });
  const metrics = {
    rollups,
    rows: { EVENTS: noRows, ATTEMPTS: noRows },
    dropExpired: async () => [],
  };
  const currentTenants = new Map([[tenant_id, incarnationKey(tenant_id, INCARNATION)]]);
  const { destinations } = routesDeps(tables);
  return currentRate({ destinations, metrics, now }, { tenant_id, currentTenants }, id);
};

it('the current rate is the average of the last day', async () => {
  expect(await rateAfter(30 * HOUR_MS)).toEqual({
    events_per_second: 1 / 60,
    measured: { start: '2026-11-22T16:00:00.000Z', end: '2026-11-23T16:00:00.000Z' },
  });
  const { events_per_second } = await rateAfter(36 * HOUR_MS);
  expect(events_per_second).toBeCloseTo((18 * 60) / (24 * 3600), 10);
});

it('the current rate of a new destination is the average since its creation', async () => {
  expect(await rateAfter(90 * 60_000)).toEqual({
    events_per_second: 1 / 60,
    measured: { start: '2026-11-22T10:00:00.000Z', end: '2026-11-22T11:30:00.000Z' },
  });
  expect((await rateAfter(0)).measured).toEqual({
    start: '2026-11-22T09:59:00.000Z',
    end: '2026-11-22T10:00:00.000Z',
  });
});

it('the current rate is 0 without deliveries', async () => {
  expect(await rateAfter(HOUR_MS, 'des_quiet')).toMatchObject({ events_per_second: 0 });
});

it('returns no rate for a destination that does not exist', async () => {
  await expect(rateAfter(HOUR_MS, 'des_none')).rejects.toThrow(NotFoundError);
  await expect(rateAfter(HOUR_MS, 'des_1', 'nobody')).rejects.toThrow(NotFoundError);
});
