import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import {
  type Claimant,
  FailureCounters,
} from '../../lambdas/destinations/failure-counters.dynamo.ts';
import { aDestination, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

/** A destination for which every event is due. */
const FAILING = aDestination({ consecutive_failures: 10, last_alert_level: 0 });

const BLOCK = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };

let tables: Tables;
let failures: FailureCounters;
let destinations: DestinationStore;

beforeAll(async () => {
  tables = await startTables();
  failures = new FailureCounters(tables.client, tables.destinations);
  destinations = new DestinationStore(tables.client, tables.destinations);
});
afterAll(() => tables.stop());
beforeEach(() => destinations.put(FAILING));

type Write = (destination: Destination, claimant: Claimant) => Promise<unknown>;

test.each<[string, Write]>([
  ['claim of an alert level', (one, by) => failures.claimLevel(one, 50, 5, by)],
  ['claim of an exhausted-retries event', (one, by) => failures.claimExhausted(one, by)],
  ['claim of a recovery event', (one, by) => failures.claimRecovery(one, by)],
  ['disable', (one, { now }) => failures.disable(one, now.toISOString())],
  ['block', (one, { now }) => destinations.block(one, { ...BLOCK, at: now.toISOString() })],
])('a %s that is retried after a lost response recognizes its own write', async (_name, write) => {
  const ours = { by: 'atm_1', now: NOW };
  const theirs = { by: 'atm_2', now: new Date(NOW.getTime() + 1) };
  expect(await write(FAILING, ours)).toBeTruthy();
  expect(await write(FAILING, ours)).toBeTruthy();
  expect(await write(FAILING, theirs)).toBeFalsy();
});

test('of several concurrent claims one succeeds', async () => {
  const claims = ['atm_1', 'atm_2', 'atm_3'].map((by) =>
    failures.claimLevel(FAILING, 50, 5, { by, now: NOW }),
  );
  expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
});

test('a claim expires after 20 seconds', async () => {
  await failures.claimExhausted(FAILING, { by: 'atm_1', now: NOW });
  const later = { by: 'atm_2', now: new Date(NOW.getTime() + 20_001) };
  expect(await failures.claimExhausted(FAILING, later)).toBe(true);
});
