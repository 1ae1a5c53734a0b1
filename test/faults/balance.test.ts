import { expect, test } from 'vitest';
import { anAttempt } from '../support/builders.ts';
import { faultsIn, lostIn, miscountedIn } from './balance.ts';
import type { Books } from './books.ts';
import type { HeldMessage } from './outside/held-queue.ts';
import type { Awaited, Scenario } from './scenario.ts';

const AWAITED: Awaited = {
  event_id: 'evt_1',
  destination_id: 'des_1',
  bucket: 'bucket',
  body: '{}',
  ends: ['OK'],
};

const scenarioWith = (given: Partial<Scenario> = {}, awaited = AWAITED): Scenario => ({
  name: 'a scenario',
  ...{ given: [], steps: [] },
  awaited: [awaited],
  ...given,
});

const made = (attempt_number: number, code = 'OK'): Books['attempts'][number] => ({
  ...anAttempt({ attempt_number, code, status: code === 'OK' ? 'success' : 'failed' }),
  kind: 'attempt',
});

const OBJECT = { bucket: 'bucket', event_id: 'evt_1', body: '{}' };

const PARKED = {
  kind: 'parked',
  destination_id: 'des_1',
  event_id: 'evt_1',
  attempt_number: 2,
  reason: 'retry',
} as const;

const messageIn = (queue: string, body: string): Books['messages'] => {
  const times = { sentAt: 0, visibleAt: 0, receives: 0 };
  const message: HeldMessage = { id: 'message', body, attributes: {}, ...times };
  return new Map([[queue, [message]]]);
};

/** Books of one delivery, made. */
const booksWith = (given: Partial<Books> = {}): Books => ({
  accepted: new Set(['evt_1']),
  objects: [OBJECT],
  attempts: [made(1)],
  parked: [],
  messages: new Map(),
  counted: 1,
  blocked: [],
  ...given,
});

const NOWHERE = { objects: [], attempts: [] };
const DELIVERY = '{"destination_id":"des_1","event":{"id":"evt_1"}}';

test('books of a delivery that is made balance', () => {
  expect(faultsIn(booksWith(), scenarioWith())).toEqual([]);
  expect(miscountedIn(booksWith())).toEqual([]);
});

test.each<[string, Partial<Books>]>([
  ['an object', {}],
  ['parked', { ...NOWHERE, parked: [PARKED] }],
  ['a delivery in a queue', { ...NOWHERE, messages: messageIn('delivery', DELIVERY) }],
  ['a dead letter', { ...NOWHERE, messages: messageIn('delivery-dead-letters', DELIVERY) }],
  [
    'an event in the publish queue',
    { ...NOWHERE, messages: messageIn('publish', '{"id":"evt_1"}') },
  ],
  ['given up, which is on record', { ...NOWHERE, attempts: [made(1, 'expired')] }],
  ['not accepted', { ...NOWHERE, accepted: new Set<string>() }],
])('a delivery is not lost that is %s', (_place, given) => {
  expect(lostIn(booksWith(given), scenarioWith())).toEqual([]);
});

test.each<[string, Partial<Books>]>([
  ['nowhere', NOWHERE],
  ['an object of another event', { ...NOWHERE, objects: [{ ...OBJECT, event_id: 'evt_2' }] }],
  ['an object in another bucket', { ...NOWHERE, objects: [{ ...OBJECT, bucket: 'other' }] }],
  ['parked for another', { ...NOWHERE, parked: [{ ...PARKED, destination_id: 'des_2' }] }],
  [
    'a message for another',
    { ...NOWHERE, messages: messageIn('delivery', DELIVERY.replace('des_1', 'des_2')) },
  ],
  ['on record as failed', { ...NOWHERE, attempts: [made(1, 'SlowDown')] }],
])('a delivery is lost that is %s', (_place, given) => {
  const told = 'evt_1 at des_1 is lost: it is in no bucket, no queue, not parked and not given up';
  expect(lostIn(booksWith(given), scenarioWith())).toEqual([told]);
});

test.each<[string, Partial<Books>]>([
  ['evt_1 at des_1 has 2 objects', { objects: [OBJECT, OBJECT] }],
  ['evt_1 at des_1 has another body', { objects: [{ ...OBJECT, body: '{ }' }] }],
  ['evt_1 at des_1 is still parked', { parked: [PARKED] }],
  ['evt_1 at des_1 has the attempts 1,3', { attempts: [made(1, 'SlowDown'), made(3)] }],
  ['evt_1 at des_1 has 2 attempts that succeeded', { attempts: [made(1), made(2)] }],
  ['evt_1 at des_1 was not accepted', { accepted: new Set<string>() }],
  ['1 messages are left in delivery', { messages: messageIn('delivery', '{}') }],
  ['a dead letter can be read', { messages: messageIn('publish-dead-letters', '{}') }],
  ['des_1 is blocked, and its bucket works', { blocked: ['des_1'] }],
])('when all is done it is told that %s', (fault, given) => {
  expect(faultsIn(booksWith(given), scenarioWith())).toEqual([fault]);
});

test('a delivery that is to be given up must not arrive', () => {
  const scenario = scenarioWith({}, { ...AWAITED, ends: ['cancelled'] });
  const attempts = [made(1, 'SlowDown'), made(2, 'cancelled')];
  expect(faultsIn(booksWith({ objects: [], attempts }), scenario)).toEqual([]);
  expect(faultsIn(booksWith({ attempts }), scenario)).toEqual(['evt_1 at des_1 has 1 objects']);
});

test('a delivery that may be made or given up is one of the two', () => {
  const scenario = scenarioWith({}, { ...AWAITED, ends: ['expired', 'OK'] });
  const attempts = [made(1, 'expired')];
  expect(faultsIn(booksWith(), scenario)).toEqual([]);
  expect(faultsIn(booksWith({ objects: [], attempts }), scenario)).toEqual([]);
  expect(faultsIn(booksWith({ attempts }), scenario)).toEqual(['evt_1 at des_1 has 1 objects']);
});

test('a message that cannot be read must be among the dead letters', () => {
  const scenario = scenarioWith({ unreadable: ['garbage'] });
  const messages = messageIn('publish-dead-letters', 'garbage');
  expect(faultsIn(booksWith({ messages }), scenario)).toEqual([]);
  expect(faultsIn(booksWith(), scenario)).toEqual(['garbage is lost']);
});

test('counts that are not those of the record are told', () => {
  expect(miscountedIn(booksWith({ counted: 2 }))).toEqual(['2 attempts are counted, of 1']);
});
