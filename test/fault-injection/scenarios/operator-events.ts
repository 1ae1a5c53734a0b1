import type { Scenario, Step } from '../scenario.ts';
import {
  ask,
  broken,
  DAY,
  expected,
  FIRST,
  fixed,
  later,
  publish,
  rejecting,
  settled,
  tenantWith,
  within,
} from './builders.ts';

/** A delay that the fixed random value hardly shortens: longer than half of an alert claim. */
const TEN_SECONDS = 700;

/** All operator event topics. */
const ALL = { OPERATOR_EVENTS: '*' };

const enable = ask('PUT', '/tenants/acme/destinations/des_first/enable');

const cancel = ask('DELETE', '/tenants/acme/destinations/des_first/parked/evt_1', '{}', [200, 404]);

/** Time passes until the destination is blocked; no probe runs meanwhile. */
const untilBlocked: Step = async (harness) => {
  for (let round = 0; round < 100; round += 1) {
    await within(0)(harness);
    const { destinations } = await harness.shelf.read();
    if (destinations.some(({ blocked }) => blocked !== undefined)) return;
    await later(10)(harness);
  }
};

/**
 * Operator events for consecutive failures, blocks and their ends, attempts, and expired
 * deliveries.
 */
export const OPERATOR_EVENTS: readonly Scenario[] = [
  {
    name: 'operator events for a block, its end, and every attempt',
    settings: ALL,
    given: [
      tenantWith([FIRST], { retry_schedule: Array(9).fill(1) }),
      ...[publish('evt_1'), broken(403, 'AccessDenied'), within(1)],
    ],
    steps: [untilBlocked, fixed, settled],
    expected: [expected('evt_1', FIRST)],
    alerts: ['blocked', 'recovered'],
  },
  {
    name: 'operator events for a delivery without retries left',
    settings: ALL,
    given: [
      tenantWith([FIRST], { retry_schedule: [] }),
      ...[publish('evt_1'), broken(500, 'InternalError')],
    ],
    steps: [settled],
    expected: [expected('evt_1', FIRST, { tries: 1 })],
    alerts: ['exhausted_retries'],
  },
  {
    name: 'operator events for a cancelled parked delivery',
    settings: ALL,
    given: [
      tenantWith([FIRST], { retry_schedule: Array(9).fill(DAY) }),
      ...[publish('evt_1'), rejecting(1, 503, 'SlowDown'), within(0)],
    ],
    steps: [cancel, settled],
    expected: [expected('evt_1', FIRST, { ends: ['cancelled'] })],
    alerts: [],
  },
  {
    name: 'the last two of ten consecutive failures, which disable a destination until it recovers',
    settings: {
      CONSECUTIVE_FAILURE_THRESHOLD: '10',
      AUTO_DISABLE: 'true',
      OPERATOR_EVENTS:
        'alert.destination.consecutive_failure,alert.destination.disabled,alert.destination.recovered',
    },
    given: [
      tenantWith([FIRST], { retry_schedule: Array(50).fill(TEN_SECONDS) }),
      ...[publish('evt_1'), broken(500, 'InternalError'), within(80)],
    ],
    steps: [within(DAY), fixed, enable, settled],
    expected: [expected('evt_1', FIRST)],
    alerts: ['50', '70', '90', '100', 'disabled', 'recovered'],
  },
];
