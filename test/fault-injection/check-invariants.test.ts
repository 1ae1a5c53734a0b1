import { expect, test } from 'vitest';
import { faultsIn, inexactIn } from './check-invariants.ts';
import { booksWith, scenarioWith } from './invariants/builders.ts';
import type { Books } from './snapshot.ts';

const messageIn = (queue: string, body: string): Books['messages'] =>
  new Map([
    [
      queue,
      [
        {
          ...{ id: 'message', body, attributes: {}, group: undefined },
          ...{ sentAt: 0, visibleAt: 0, receives: 0 },
        },
      ],
    ],
  ]);

test('a successful delivery satisfies the invariants', () => {
  expect(faultsIn(booksWith(), scenarioWith())).toEqual([]);
  expect(inexactIn(booksWith(), scenarioWith())).toEqual([]);
});

test.each<[string, Partial<Books>]>([
  ['1 messages are left in delivery', { messages: messageIn('delivery', '{}') }],
  ['a dead letter can be read', { messages: messageIn('publish-dead-letters', '{}') }],
  ['des_1 is blocked, and its bucket works', { blocked: ['des_1'] }],
])('when all is done it is told that %s', (fault, given) => {
  expect(faultsIn(booksWith(given), scenarioWith())).toEqual([fault]);
});

test('operator events still in the queue are not reported as missing', () => {
  const messages = messageIn('operators', '{}');
  expect(faultsIn(booksWith({ messages }), scenarioWith())).toEqual([]);
});

test('an invalid message must be dead-lettered', () => {
  const scenario = scenarioWith({ unreadable: ['garbage'] });
  const messages = messageIn('publish-dead-letters', 'garbage');
  expect(faultsIn(booksWith({ messages }), scenario)).toEqual([]);
  expect(faultsIn(booksWith(), scenario)).toEqual(['garbage is lost']);
});

test('counts that differ from the records are reported', () => {
  const wrong = ['2 attempts are counted, of 1'];
  expect(inexactIn(booksWith({ counted: 2 }), scenarioWith())).toEqual(wrong);
});
