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

/**
 * An event, and a bucket that rejects its next three deliveries: one immediately, then one per
 * second.
 */
const refused = [
  tenantWith([FIRST], { retry_schedule: Array(9).fill(1) }),
  ...[publish('evt_1'), rejecting(3, 403, 'AccessDenied')],
];

const disabled = [tenantWith([FIRST]), ask('PUT', '/tenants/acme/destinations/des_first/disable')];

/** Blocked and disabled destinations and their parked deliveries. */
export const CLOSED_DESTINATIONS: readonly Scenario[] = [
  {
    name: 'a bucket whose third rejection blocks its destination until a probe succeeds',
    given: [...refused, within(1)],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a blocked destination that a manual retry unblocks for all parked deliveries',
    given: [...refused, within(2), publish('evt_2'), within(3)],
    steps: [ask('POST', '/retry', '{"event_id":"evt_1","destination_id":"des_first"}'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'an event for a disabled destination, parked until it is enabled',
    given: disabled,
    steps: [
      ...[publish('evt_1'), within(0)],
      ...[ask('PUT', '/tenants/acme/destinations/des_first/enable'), settled],
    ],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a destination that two consecutive failures disable until it is enabled',
    settings: { CONSECUTIVE_FAILURE_THRESHOLD: '2', AUTO_DISABLE: 'true' },
    given: [
      tenantWith([FIRST], { retry_schedule: Array(9).fill(1) }),
      ...[publish('evt_1'), rejecting(2, 500, 'InternalError'), within(0)],
    ],
    steps: [within(DAY), ...[ask('PUT', '/tenants/acme/destinations/des_first/enable'), settled]],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a parked delivery whose destination does not recover in time',
    given: [...disabled, publish('evt_1'), within(0)],
    steps: [within(15 * DAY)],
    expected: [expected('evt_1', FIRST, { ends: ['expired'] })],
  },
  {
    name: 'a parked delivery that expires in the run that releases it',
    given: [...disabled, publish('evt_1'), within(14 * DAY - 30)],
    steps: [ask('PUT', '/tenants/acme/destinations/des_first/enable'), settled],
    expected: [expected('evt_1', FIRST, { ends: ['expired', 'OK'] })],
  },
];
