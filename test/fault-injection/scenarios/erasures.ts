import type { Scenario, Step } from '../scenario.ts';
import {
  ask,
  DAY,
  expected,
  FIRST,
  LARGE,
  later,
  publish,
  rejecting,
  SECOND,
  settled,
  tenantWith,
  within,
} from './builders.ts';

const HOUR = 3_600;

/** When the erasure is requested; it also removes the counts of earlier hours. */
const NOW = '2026-11-22T12:00:00Z';

/** A destination of another tenant. */
const THEIRS = { ...SECOND, tenant_id: 'globex' };

const OTHER_DATA = '{"amount":2.50}';

/** Erases all of a tenant's events. The delivery guarantees end for those accepted so far. */
const erase: Step = async (harness) => {
  await ask('DELETE', '/tenants/acme/events', '')(harness);
  harness.accepted.delete('evt_parked');
};

/** Erasures of a tenant's events. */
export const ERASURES: readonly Scenario[] = [
  {
    name: 'an erasure of all events of a tenant that keeps publishing, also with an erased id',
    // An erasure scans the counts of every retained day.
    settings: { EVENT_RETENTION_DAYS: '3' },
    given: [
      tenantWith([FIRST], { retry_schedule: Array(9).fill(DAY) }),
      tenantWith([THEIRS]),
      ...[publish('evt_1'), publish('evt_1', { tenant: 'globex' })],
      ...[publish('evt_large', { data: LARGE }), within(0)],
      ...[publish('evt_large', { data: LARGE, tenant: 'globex' }), within(0)],
      later(2 * HOUR),
      ...[publish('evt_parked', { time: NOW }), rejecting(1, 503, 'SlowDown'), within(0)],
    ],
    steps: [
      ...[erase, later(1), publish('evt_later', { time: NOW }), settled],
      ...[publish('evt_parked', { data: OTHER_DATA, time: NOW }), settled],
    ],
    expected: [
      expected('evt_1', THEIRS),
      expected('evt_large', THEIRS, { body: LARGE }),
      expected('evt_later', FIRST),
      expected('evt_parked', FIRST, { body: OTHER_DATA }),
    ],
    erasure: { tenant_id: 'acme', events: 3, attempts: 3 },
  },
];
