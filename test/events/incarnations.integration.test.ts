import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { EventEraser } from '../../lambdas/erasures/event-eraser.dynamo.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import type { Sample } from '../../lambdas/metrics/measures.ts';
import { tenantPartition } from '../../lambdas/metrics/rollup.ts';
import { rollUpOne } from '../../lambdas/metrics/rollup-counters.ts';
import { RollupStore } from '../../lambdas/metrics/rollup-store.dynamo.ts';
import {
  incarnationKey,
  isOfCurrentTenant,
  rowTenantKey,
} from '../../lambdas/platform/dynamodb/incarnation.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const ALL = { after: ' ', before: '~', descending: false, limit: 100 };
const INCARNATIONS = [undefined, '01OLD', '01NEW'];

let tables: Tables;
let events: EventStore;
let attempts: AttemptStore;

beforeAll(async () => {
  tables = await startTables();
  events = new EventStore(tables.client, tables.log, 30, () => NOW);
  attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());

test('each incarnation of a tenant can use an event id, and finds its own event', async () => {
  const of = (tenant_incarnation: string | undefined) =>
    anEvent({
      id: 'e1',
      tenant_id: 'ev',
      tenant_incarnation,
      data: `{"of":"${tenant_incarnation}"}`,
    });
  for (const incarnation of INCARNATIONS) {
    expect(await events.record(of(incarnation), ['d1'], NOW)).toBe(true);
    expect(await events.record(of(incarnation), ['d1'], NOW)).toBe(false);
  }
  for (const incarnation of INCARNATIONS) {
    const found = await events.find(incarnationKey('ev', incarnation), 'e1');
    expect(found).toMatchObject({ id: 'e1', data: `{"of":"${incarnation}"}` });
    const wanted = isOfCurrentTenant(new Map([['ev', incarnationKey('ev', incarnation)]]));
    for (const eventIds of [[], ['e1']]) {
      const { rows } = await events.list({ tenantIds: ['ev'], eventIds }, { ...ALL, wanted });
      expect(rows.map(rowTenantKey)).toEqual([incarnationKey('ev', incarnation)]);
    }
  }
});

test('attempts are numbered per incarnation of a destination', async () => {
  const of = (incarnation: string | undefined, attempt_number = 1) =>
    anAttempt({
      event_id: 'e2',
      tenant_id: 'at',
      destination_id: 'd1',
      incarnation,
      attempt_number,
    });
  for (const incarnation of INCARNATIONS) expect(await attempts.record(of(incarnation))).toBe(true);
  await attempts.record({ ...of('01OLD', 2), id: 'atm_01KAN00000000000000000000B' });
  expect(await attempts.lastNumber(of('01OLD'))).toBe(2);
  expect(await attempts.lastNumber(of('01NEW'))).toBe(1);
  expect(await attempts.lastNumber(of(undefined))).toBe(1);
  const tried = await attempts.destinationsTried('at', 'e2');
  expect([...tried].sort()).toEqual(['d1', 'd1/01NEW', 'd1/01OLD']);
});

test('an erasure deletes only the event of one incarnation, with its attempts', async () => {
  const log = new EventEraser(tables.client, tables.log);
  for (const tenant_incarnation of INCARNATIONS) {
    await events.record(anEvent({ id: 'e3', tenant_id: 'er', tenant_incarnation }), ['d1'], NOW);
    await attempts.record(anAttempt({ event_id: 'e3', tenant_id: 'er', tenant_incarnation }));
  }
  const { event, attempts: made } = await log.listEventItems('er/01OLD', 'e3');
  expect(event?.sk).toBe('er/01OLD');
  expect(made.map(({ sk }) => sk)).toEqual(['er/01OLD#des_1#1']);
  expect((await log.listEventItems('er', 'e3')).attempts.map(({ sk }) => sk)).toEqual([
    'er#des_1#1',
  ]);
});

test('rollups count events and attempts per incarnation of a tenant', async () => {
  const rollups = new RollupStore(tables.client, tables.log, 30, () => NOW);
  const counted = rollUpOne({ rollups, random: () => 0 });
  for (const tenant_incarnation of [...INCARNATIONS, '01NEW'])
    await counted(anAttempt({ tenant_id: 'ro', tenant_incarnation }), NOW.toISOString(), ['d1']);
  const countOf = async (
    kind: 'EVENTS' | 'ATTEMPTS',
    tenant?: { incarnation: string | undefined },
  ) => {
    const samples: Sample[] = [];
    const pk = tenantPartition(kind, '2026-11-22', 'ro');
    const query = { pk, from: 'ro#2026-11-22T00', to: 'ro#2026-11-22T23~', byMinute: false };
    await rollups.read([{ ...query, ...(tenant && { tenant }) }], 100, (sample) => {
      samples.push(sample);
      return true;
    });
    return samples.flatMap(({ counts }) => [...counts]).reduce((sum, { count }) => sum + count, 0);
  };
  for (const kind of ['EVENTS', 'ATTEMPTS'] as const) {
    expect(await countOf(kind, { incarnation: '01OLD' })).toBe(1);
    expect(await countOf(kind, { incarnation: '01NEW' })).toBe(2);
    expect(await countOf(kind, { incarnation: undefined })).toBe(1);
    expect(await countOf(kind)).toBe(4);
  }
});
