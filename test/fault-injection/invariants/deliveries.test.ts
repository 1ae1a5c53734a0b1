import { expect, test } from 'vitest';
import type { HeldMessage } from '../fakes/held-queue.ts';
import type { Snapshot } from '../snapshot.ts';
import { EXPECTED, made, OBJECT, scenarioWith, snapshotWith } from './builders.ts';
import { deliveryViolations, lostIn, unrecordedIn } from './deliveries.ts';

const PARKED: Snapshot['parked'][number] = {
  destination_id: 'des_1',
  event_id: 'evt_1',
  attempt_number: 2,
  reason: 'retry',
};

const messageIn = (queue: string, body: string): Snapshot['messages'] => {
  const times = { sentAt: 0, visibleAt: 0, receives: 0 };
  const message: HeldMessage = {
    ...{ id: 'message', body, attributes: {}, group: undefined },
    ...times,
  };
  return new Map([[queue, [message]]]);
};

const NOWHERE = { objects: [], attempts: [] };

const DELIVERY = '{"destination_id":"des_1","event":{"id":"evt_1"}}';

test('a successful delivery satisfies the invariants', () => {
  expect(deliveryViolations(snapshotWith(), scenarioWith())).toEqual([]);
});

test.each<[string, Partial<Snapshot>]>([
  ['an object', {}],
  ['parked', { ...NOWHERE, parked: [PARKED] }],
  ['a delivery in a queue', { ...NOWHERE, messages: messageIn('delivery', DELIVERY) }],
  ['a dead letter', { ...NOWHERE, messages: messageIn('delivery-dead-letters', DELIVERY) }],
  [
    'an event in the publish queue',
    { ...NOWHERE, messages: messageIn('publish', '{"id":"evt_1"}') },
  ],
  ['expired, with a record', { ...NOWHERE, attempts: [made(1, 'expired')] }],
  ['not accepted', { ...NOWHERE, accepted: new Set<string>() }],
])('a delivery is not lost that is %s', (_place, given) => {
  expect(lostIn(snapshotWith(given), scenarioWith())).toEqual([]);
});

test.each<[string, Partial<Snapshot>]>([
  ['nowhere', NOWHERE],
  ['an object of another event', { ...NOWHERE, objects: [{ ...OBJECT, event_id: 'evt_2' }] }],
  ['an object in another bucket', { ...NOWHERE, objects: [{ ...OBJECT, bucket: 'other' }] }],
  ['parked for another', { ...NOWHERE, parked: [{ ...PARKED, destination_id: 'des_2' }] }],
  [
    'a message for another',
    { ...NOWHERE, messages: messageIn('delivery', DELIVERY.replace('des_1', 'des_2')) },
  ],
  ['recorded as failed', { ...NOWHERE, attempts: [made(1, 'SlowDown')] }],
])('a delivery is lost that is %s', (_place, given) => {
  const lost = 'evt_1 at des_1 is lost: it is in no bucket, no queue, not parked and not expired';
  expect(lostIn(snapshotWith(given), scenarioWith())).toEqual([lost]);
});

test.each<[string, Partial<Snapshot>]>([
  ['its event is recorded', { messages: messageIn('delivery', DELIVERY) }],
  [
    'its event is still in the publish queue',
    { events: [], messages: messageIn('publish', '{"id":"evt_1"}') },
  ],
])('a delivery may be queued when %s', (_when, given) => {
  expect(unrecordedIn(snapshotWith(given), scenarioWith())).toEqual([]);
});

test.each(['delivery', 'slow', 'batch', 'delivery-dead-letters'])(
  'reports a delivery in the %s queue whose event is not recorded',
  (queue) => {
    const given = { events: [], messages: messageIn(queue, DELIVERY) };
    expect(unrecordedIn(snapshotWith(given), scenarioWith())).toEqual([
      'evt_1 at des_1 is queued, and its event is not recorded',
    ]);
  },
);

test.each<[string, Partial<Snapshot>]>([
  ['evt_1 at des_1 has 2 objects', { objects: [OBJECT, OBJECT] }],
  ['evt_1 at des_1 has another body', { objects: [{ ...OBJECT, body: '{ }' }] }],
  ['evt_1 at des_1 is still parked', { parked: [PARKED] }],
  ['evt_1 at des_1 has the attempts 1,3', { attempts: [made(1, 'SlowDown'), made(3)] }],
  ['evt_1 at des_1 has 2 attempts that succeeded', { attempts: [made(1), made(2)] }],
  ['evt_1 at des_1 was not accepted', { accepted: new Set<string>() }],
  ['evt_1 at des_1 is not recorded with its data', { events: [] }],
  ['evt_1 at des_1 has an attempt that was only slow', { attempts: [made(1, 'timeout'), made(2)] }],
])('reports that %s', (violation, given) => {
  expect(deliveryViolations(snapshotWith(given), scenarioWith())).toEqual([violation]);
});

test('a delivery that is expected to fail must not arrive', () => {
  const scenario = scenarioWith({}, { ...EXPECTED, ends: ['cancelled'] });
  const attempts = [made(1, 'SlowDown'), made(2, 'cancelled')];
  expect(deliveryViolations(snapshotWith({ objects: [], attempts }), scenario)).toEqual([]);
  expect(deliveryViolations(snapshotWith({ attempts }), scenario)).toEqual([
    'evt_1 at des_1 has 1 objects',
  ]);
});

test('a delivery that may succeed or fail must do one of the two', () => {
  const scenario = scenarioWith({}, { ...EXPECTED, ends: ['expired', 'OK'] });
  const attempts = [made(1, 'expired')];
  expect(deliveryViolations(snapshotWith(), scenario)).toEqual([]);
  expect(deliveryViolations(snapshotWith({ objects: [], attempts }), scenario)).toEqual([]);
  expect(deliveryViolations(snapshotWith({ attempts }), scenario)).toEqual([
    'evt_1 at des_1 has 1 objects',
  ]);
});

test('a delivery with exhausted retries is not lost, whether or not its last write succeeded', () => {
  const scenario = scenarioWith({}, { ...EXPECTED, tries: 2 });
  const attempts = [made(1, 'SlowDown'), made(2, 'connection')];
  for (const objects of [[], [OBJECT]]) {
    expect(lostIn(snapshotWith({ objects, attempts }), scenario)).toEqual([]);
    expect(deliveryViolations(snapshotWith({ objects, attempts }), scenario)).toEqual([]);
  }
  expect(
    deliveryViolations(snapshotWith({ objects: [], attempts: [made(1, 'SlowDown')] }), scenario),
  ).toEqual([
    'evt_1 at des_1 has 0 objects',
    'evt_1 at des_1 has 0 attempts that succeeded',
    'evt_1 at des_1 ends with SlowDown',
  ]);
});
