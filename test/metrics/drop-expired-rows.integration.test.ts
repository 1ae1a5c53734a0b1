import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { dropExpiredRows } from '../../lambdas/metrics/drop-expired-rows.dynamo.ts';
import type { TimelineRow } from '../../lambdas/platform/dynamodb/timeline.dynamo.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const ALL = { after: ' ', before: '~', descending: false, limit: 10, wanted: () => true };
const daysOn = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

let tables: Tables;
let attempts: readonly TimelineRow[];
let events: readonly TimelineRow[];

beforeAll(async () => {
  tables = await startTables();
  const attemptLog = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  const eventLog = new EventStore(tables.client, tables.log, 30, () => NOW);
  for (const day of [0, 10]) {
    const time = daysOn(day).toISOString();
    await attemptLog.record(anAttempt({ id: `atm_${day}`, event_id: `evt_${day}`, time }));
    await eventLog.record(anEvent({ id: `evt_${day}`, time }), ['des_1'], daysOn(day));
  }
  const datedBack = anEvent({ id: 'evt_back', time: daysOn(-1).toISOString() });
  await eventLog.record(datedBack, ['des_1'], daysOn(10));
  attempts = (await attemptLog.list('all', ALL)).rows;
  events = (await eventLog.list({ tenantIds: [], eventIds: [] }, ALL)).rows;
});
afterAll(() => tables.stop());

const keptAfter = async (days: number, rows: readonly TimelineRow[]) => {
  const kept = await dropExpiredRows(tables.client, tables.log, 30, () => daysOn(days))(rows);
  return kept.map(({ event_id }) => event_id);
};

test('omits expired rows that DynamoDB has not deleted yet', async () => {
  expect(await keptAfter(29, attempts)).toEqual(['evt_0', 'evt_10']);
  expect(await keptAfter(30, attempts)).toEqual(['evt_10']);
  expect(await keptAfter(40, attempts)).toEqual([]);
  expect(await keptAfter(29, events)).toEqual(['evt_back', 'evt_0', 'evt_10']);
});

test('keeps a backdated event for the whole retention period', async () => {
  expect(await keptAfter(30, events)).toEqual(['evt_back', 'evt_10']);
  expect(await keptAfter(40, events)).toEqual([]);
});

test('omits an old row that has been deleted in the meantime', async () => {
  const [row] = attempts;
  expect(await keptAfter(31, row ? [{ ...row, sk: 'gone' }] : [])).toEqual([]);
});
