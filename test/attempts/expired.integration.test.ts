import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { anAttempt, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const DAY_MS = 86_400_000;
const LATER = new Date(NOW.getTime() + 20 * DAY_MS);
const EXPIRY = new Date(NOW.getTime() + 30 * DAY_MS);

let tables: Tables;
let clock: Date;
let log: AttemptStore;

const made = (attempt_number: number, at: Date) =>
  anAttempt({ id: `atm_${ulid(at.getTime())}`, time: at.toISOString(), attempt_number });
const first = made(1, NOW);
const second = made(2, LATER);

beforeAll(async () => {
  tables = await startTables();
  log = new AttemptStore(tables.client, tables.log, 30, () => clock);
  clock = NOW;
  for (const attempt of [first, second]) await log.record(attempt);
});
afterAll(() => tables.stop());
beforeEach(() => {
  clock = EXPIRY;
});

test('an expired attempt is no longer found, while later ones are', async () => {
  const { event_id } = first;
  expect(await log.existing(first)).toBeUndefined();
  expect(await log.find(first.id, first.time)).toBeUndefined();
  expect(await log.find(second.id, second.time)).toMatchObject({ attempt_number: 2 });
  expect(await log.history(first)).toMatchObject([{ attempt_number: 2 }]);
  const all = { after: ' ', before: '~', descending: false, limit: 10, wanted: () => true };
  const { rows } = await log.list(await log.readPartitions([event_id]), all);
  expect(rows).toMatchObject([{ position: expect.stringContaining(second.id) }]);
  const listed = await log.list('all', all);
  expect(await log.getAll(listed.rows)).toMatchObject([{ id: second.id }]);
});

test('a destination counts as tried while one of its attempts is retained', async () => {
  expect(await log.destinationsTried('acme', first.event_id)).toEqual(new Set(['des_1']));
  clock = new Date(LATER.getTime() + 30 * DAY_MS);
  expect(await log.destinationsTried('acme', first.event_id)).toEqual(new Set());
  expect(await log.lastNumber(first)).toBe(0);
});

test('keeps the first record of an attempt until it expires', async () => {
  expect(await log.record(made(1, LATER))).toBe(false);
  expect(await log.record(made(1, EXPIRY))).toBe(true);
});
