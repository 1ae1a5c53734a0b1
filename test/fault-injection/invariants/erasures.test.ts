import { expect, test } from 'vitest';
import type { Snapshot } from '../snapshot.ts';
import { EVENT, EXPECTED, scenarioWith, snapshotWith } from './builders.ts';
import { erasureViolations, inexactErasures } from './erasures.ts';

const ERASED: Snapshot['erasures'][number] = {
  id: 'era_1',
  tenant_id: 'acme',
  status: 'completed',
  time: {},
  ...{ after: ' ', before: '~', phase: 'rollups', reached: '~', step: 4, run: 'run' },
  ...{ deleted_events: 2, deleted_attempts: 3 },
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:00.000Z',
  completed_at: '2026-11-22T12:00:00.000Z',
};

/** The tenant's only remaining event was accepted later, and occurred then. */
const SCENARIO = scenarioWith({ erasure: { tenant_id: 'acme', events: 2, attempts: 3 } });

const takeSnapshot = (log: Snapshot['log'], given: Partial<Snapshot> = {}): Snapshot =>
  snapshotWith({
    erasures: [ERASED],
    events: [{ ...EVENT, time: '2026-11-22T12:30:00Z' }],
    log,
    ...given,
  });

test.each<[string, Record<string, unknown>]>([
  ['the erasure itself', { pk: 'ERASURE#era_1', sk: 'erasure', tenant_id: 'acme' }],
  ['an event that is to stay', { pk: 'EVENT#evt_1', sk: 'acme', event_id: 'evt_1' }],
  ['its attempts', { pk: 'EVENT#evt_1', sk: 'acme#des_1#1', event_id: 'evt_1' }],
  ['another tenant’s event of the same id', { pk: 'EVENT#evt_0', sk: 'globex' }],
  ['counts of its hour', { pk: 'ROLLUPS#EVENTS#2026-11-22#TENANTS#1', sk: 'acme#2026-11-22T12#x' }],
])('an item that remains after an erasure may be %s', (_what, item) => {
  expect(erasureViolations(takeSnapshot([item]), SCENARIO)).toEqual([]);
});

test.each<[string, Record<string, unknown>]>([
  ['EVENT#evt_0 acme', { event_id: 'evt_0' }],
  ['EVENT#evt_0 acme#des_1#1', { event_id: 'evt_0' }],
  ['PARKED#acme#des_1 2026#acme#des_1#evt_0', { event_id: 'evt_0' }],
  ['ROLLUPS#EVENTS#2026-11-22#TENANTS#1 acme#2026-11-22T10#x', {}],
])('reports that %s is left', (name, item) => {
  const [pk, sk] = name.split(' ');
  const snapshot = takeSnapshot([{ pk, sk, ...item }]);
  expect(erasureViolations(snapshot, SCENARIO)).toEqual([`${name} is not erased`]);
});

test('our bucket contains only data of recorded events', () => {
  const events = [{ ...EVENT, data_path: '/ours/1' }];
  expect(erasureViolations(takeSnapshot([], { events, ours: ['/ours/1'] }), SCENARIO)).toEqual([]);
  expect(erasureViolations(takeSnapshot([], { ours: ['/ours/1'] }), SCENARIO)).toEqual([
    '/ours/1 is not erased',
  ]);
});

test('an erasure must have completed and must have been requested', () => {
  const erasures: Snapshot['erasures'] = [{ ...ERASED, status: 'queued' }];
  expect(erasureViolations(takeSnapshot([], { erasures }), SCENARIO)).toEqual([
    'era_1 ends as queued',
  ]);
  expect(erasureViolations(takeSnapshot([], { erasures: [] }), SCENARIO)).toEqual([
    'there is no erasure',
  ]);
  const scenario = scenarioWith({}, EXPECTED);
  expect(erasureViolations(takeSnapshot([]), scenario)).toEqual(['era_1 was not requested']);
});

test('without faults, an erasure has counted everything', () => {
  expect(inexactErasures(takeSnapshot([]), SCENARIO)).toEqual([]);
  const erasures = [{ ...ERASED, deleted_events: 1 }];
  expect(inexactErasures(takeSnapshot([], { erasures }), SCENARIO)).toEqual([
    '1 events and 3 attempts are counted as erased',
  ]);
});
