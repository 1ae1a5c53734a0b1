import { expect, test } from 'vitest';
import type { Books } from '../snapshot.ts';
import { AWAITED, booksWith, EVENT, scenarioWith } from './builders.ts';
import { erasureFaults, inexactErasures } from './erasures.ts';

const ERASED: Books['erasures'][number] = {
  id: 'era_1',
  tenant_id: 'acme',
  status: 'completed',
  time: {},
  ...{ after: ' ', before: '~', walk: 'rollups', reached: '~', step: 4, run: 'run' },
  ...{ deleted_events: 2, deleted_attempts: 3 },
  created_at: '2026-11-22T12:00:00.000Z',
  updated_at: '2026-11-22T12:00:00.000Z',
  completed_at: '2026-11-22T12:00:00.000Z',
};

/** The tenant's only remaining event was accepted later, and occurred then. */
const SCENARIO = scenarioWith({ erasure: { tenant_id: 'acme', events: 2, attempts: 3 } });

const booksOf = (log: Books['log'], given: Partial<Books> = {}): Books =>
  booksWith({
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
])('what is left after an erasure may be %s', (_what, item) => {
  expect(erasureFaults(booksOf([item]), SCENARIO)).toEqual([]);
});

test.each<[string, Record<string, unknown>]>([
  ['EVENT#evt_0 acme', { event_id: 'evt_0' }],
  ['EVENT#evt_0 acme#des_1#1', { event_id: 'evt_0' }],
  ['PARKED#acme#des_1 2026#acme#des_1#evt_0', { event_id: 'evt_0' }],
  ['ROLLUPS#EVENTS#2026-11-22#TENANTS#1 acme#2026-11-22T10#x', {}],
])('it is told that %s is left', (name, item) => {
  const [pk, sk] = name.split(' ');
  const books = booksOf([{ pk, sk, ...item }]);
  expect(erasureFaults(books, SCENARIO)).toEqual([`${name} is not erased`]);
});

test('our bucket contains only data of recorded events', () => {
  const events = [{ ...EVENT, data_path: '/ours/1' }];
  expect(erasureFaults(booksOf([], { events, ours: ['/ours/1'] }), SCENARIO)).toEqual([]);
  expect(erasureFaults(booksOf([], { ours: ['/ours/1'] }), SCENARIO)).toEqual([
    '/ours/1 is not erased',
  ]);
});

test('an erasure must have completed and must have been requested', () => {
  const erasures: Books['erasures'] = [{ ...ERASED, status: 'queued' }];
  expect(erasureFaults(booksOf([], { erasures }), SCENARIO)).toEqual(['era_1 ends as queued']);
  expect(erasureFaults(booksOf([], { erasures: [] }), SCENARIO)).toEqual(['there is no erasure']);
  const scenario = scenarioWith({}, AWAITED);
  expect(erasureFaults(booksOf([]), scenario)).toEqual(['nobody has asked for era_1']);
});

test('without faults, an erasure has counted everything', () => {
  expect(inexactErasures(booksOf([]), SCENARIO)).toEqual([]);
  const erasures = [{ ...ERASED, deleted_events: 1 }];
  expect(inexactErasures(booksOf([], { erasures }), SCENARIO)).toEqual([
    '1 events and 3 attempts are counted as erased',
  ]);
});
