import type { Scenario } from '../scenario.ts';
import {
  burst,
  enqueue,
  enqueueGarbage,
  expected,
  FIRST,
  GARBAGE,
  LARGE,
  publish,
  publishAll,
  SECOND,
  settled,
  tenantWith,
} from './builders.ts';

/** Publishing through both ingestion paths until the events are delivered. */
export const PUBLISHING: readonly Scenario[] = [
  {
    name: 'an event published over HTTP, to two destinations',
    given: [tenantWith([FIRST, SECOND])],
    steps: [publish('evt_1'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_1', SECOND)],
  },
  {
    name: 'two events published in one request',
    given: [tenantWith([FIRST])],
    steps: [publishAll('evt_1', 'evt_2'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'an event that is too large for a message',
    given: [tenantWith([FIRST])],
    steps: [publish('evt_1', { data: LARGE }), settled],
    expected: [expected('evt_1', FIRST, { body: LARGE })],
  },
  {
    name: 'an event published twice through the queue',
    given: [tenantWith([FIRST]), enqueue('evt_1'), enqueue('evt_1')],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'an invalid message and a valid one in one batch',
    given: [tenantWith([FIRST]), enqueueGarbage, enqueue('evt_1')],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
    invalid: [GARBAGE],
  },
  {
    name: 'an event that is rate limited in the publish queue',
    settings: { TENANT_EVENTS_PER_SECOND: '1' },
    given: [tenantWith([FIRST]), burst, enqueue('evt_1')],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
];
