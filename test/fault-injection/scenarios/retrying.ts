import type { Scenario } from '../scenario.ts';
import {
  ask,
  DAY,
  expected,
  FIRST,
  publish,
  rejecting,
  settled,
  tenantWith,
  within,
} from './builders.ts';

/** An event whose first delivery will fail, at a destination whose retries are parked for hours. */
const toBeParked = [
  tenantWith([FIRST], { retry_schedule: Array(9).fill(DAY) }),
  ...[publish('evt_1'), rejecting(1, 503, 'SlowDown')],
];

/** The same, after its delivery has failed and is parked. */
const parked = [...toBeParked, within(0)];

/** Failing deliveries and their retries. */
export const RETRYING: readonly Scenario[] = [
  {
    name: 'a delivery that fails, and its retry in the queue',
    given: [tenantWith([FIRST]), publish('evt_1'), rejecting(1, 503, 'SlowDown')],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a retry that is parked, and released when it is due',
    given: toBeParked,
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a parked retry that a manual retry sends early',
    given: parked,
    steps: [ask('POST', '/retry', '{"event_id":"evt_1","destination_id":"des_first"}'), settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a parked delivery that is cancelled',
    given: parked,
    // It does not exist when the cancellation succeeded and its response was lost.
    steps: [ask('DELETE', '/tenants/acme/destinations/des_first/parked/evt_1', '{}', [200, 404])],
    expected: [expected('evt_1', FIRST, { ends: ['cancelled'] })],
  },
];
