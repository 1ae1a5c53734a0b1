import { anAttempt } from '../../support/builders.ts';
import type { ExpectedDelivery, Scenario } from '../scenario.ts';
import type { Snapshot } from '../snapshot.ts';

export const EXPECTED: ExpectedDelivery = {
  tenant_id: 'acme',
  event_id: 'evt_1',
  destination_id: 'des_1',
  bucket: 'bucket',
  body: '{}',
  ends: ['OK'],
};

/** A scenario with one expected delivery. */
export const scenarioWith = (given: Partial<Scenario> = {}, expected = EXPECTED): Scenario => ({
  name: 'a scenario',
  ...{ given: [], steps: [] },
  expected: [expected],
  ...given,
});

/** A recorded attempt. */
export const made = (
  attempt_number: number,
  code = 'OK',
  given: Partial<Snapshot['attempts'][number]> = {},
): Snapshot['attempts'][number] => ({
  ...anAttempt({ attempt_number, code, status: code === 'OK' ? 'success' : 'failed' }),
  ...given,
});

export const OBJECT = { bucket: 'bucket', event_id: 'evt_1', body: '{}' };

export const EVENT = {
  ...{ tenant_id: 'acme', event_id: 'evt_1', time: '2026-11-22T10:00:00Z' },
  ...{ data: '{}', data_path: undefined },
};

/** The snapshot after one successful delivery. */
export const snapshotWith = (given: Partial<Snapshot> = {}): Snapshot => ({
  accepted: new Set(['evt_1']),
  objects: [OBJECT],
  objectViolations: [],
  attempts: [made(1)],
  parked: [],
  messages: new Map(),
  counted: 1,
  countedEvents: 1,
  blocked: [],
  events: [EVENT],
  retries: [],
  erasures: [],
  batches: new Map(),
  log: [],
  ours: [],
  operatorEvents: [],
  unqueued: [],
  ...given,
});
