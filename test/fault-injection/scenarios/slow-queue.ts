import type { Scenario } from '../scenario.ts';
import { expected, FIRST, publish, settled, slow, tenantWith, within } from './builders.ts';

const bySlowQueue = 'sqs SendMessageBatch slow';

/**
 * Stores that exceed the timeout of the primary queue, and deliveries that move to the slow queue.
 */
export const SLOW_QUEUE: readonly Scenario[] = [
  {
    name: 'a store that hangs and then responds late, and another event meanwhile',
    given: [tenantWith([FIRST]), publish('evt_1'), slow(3, false), slow(3, true)],
    steps: [within(0), publish('evt_2'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
    by: bySlowQueue,
  },
  {
    name: 'a store that stores the object and responds after the timeout',
    given: [tenantWith([FIRST]), publish('evt_1'), slow(3, true), slow(3, true)],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
    by: bySlowQueue,
  },
];
