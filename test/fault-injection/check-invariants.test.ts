import { expect, test } from 'vitest';
import { inexactIn, violationsIn } from './check-invariants.ts';
import { scenarioWith, snapshotWith } from './invariants/builders.ts';
import type { Snapshot } from './snapshot.ts';

const messageIn = (queue: string, body: string): Snapshot['messages'] =>
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
  expect(violationsIn(snapshotWith(), scenarioWith())).toEqual([]);
  expect(inexactIn(snapshotWith(), scenarioWith())).toEqual([]);
});

test.each<[string, Partial<Snapshot>]>([
  ['1 messages are left in delivery', { messages: messageIn('delivery', '{}') }],
  ['a dead letter can be read', { messages: messageIn('publish-dead-letters', '{}') }],
  ['des_1 is blocked, and its bucket works', { blocked: ['des_1'] }],
])('reports that %s', (violation, given) => {
  expect(violationsIn(snapshotWith(given), scenarioWith())).toEqual([violation]);
});

test('operator events still in the queue are not reported as missing', () => {
  const messages = messageIn('operators', '{}');
  expect(violationsIn(snapshotWith({ messages }), scenarioWith())).toEqual([]);
});

test('an invalid message must be dead-lettered', () => {
  const scenario = scenarioWith({ invalid: ['garbage'] });
  const messages = messageIn('publish-dead-letters', 'garbage');
  expect(violationsIn(snapshotWith({ messages }), scenario)).toEqual([]);
  expect(violationsIn(snapshotWith(), scenario)).toEqual(['garbage is lost']);
});

test('counts that differ from the records are reported', () => {
  const wrong = ['2 attempts are counted, of 1', '0 events are counted, of 1'];
  const snapshot = snapshotWith({ counted: 2, countedEvents: 0 });
  expect(inexactIn(snapshot, scenarioWith())).toEqual(wrong);
});
