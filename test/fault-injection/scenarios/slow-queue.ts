import type { Scenario } from '../scenario.ts';
import { awaited, FIRST, publish, settled, slow, tenantWith, within } from './builders.ts';

const bySlowLane = 'sqs SendMessageBatch slow';

/**
 * Stores that exceed the timeout of the primary queue, and deliveries that move to the slow queue.
 */
export const SLOW_QUEUE: readonly Scenario[] = [
  {
    name: 'a store that hangs, and then takes its time, and an event that comes by meanwhile',
    given: [tenantWith([FIRST]), publish('evt_1'), slow(3, false), slow(3, true)],
    steps: [within(0), publish('evt_2'), settled],
    awaited: [awaited('evt_1', FIRST), awaited('evt_2', FIRST)],
    by: bySlowLane,
  },
  {
    name: 'a store that takes the object, and says so when nobody waits any more',
    given: [tenantWith([FIRST]), publish('evt_1'), slow(3, true), slow(3, true)],
    steps: [settled],
    awaited: [awaited('evt_1', FIRST)],
    by: bySlowLane,
  },
];
