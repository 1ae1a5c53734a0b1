import { expect, test } from 'vitest';
import { matchesFilter } from '../../../cli/dead-letters/filter.ts';
import { NOW } from '../../support/builders.ts';
import { aDeadLetter, someOptions } from './builders.ts';

const DELIVERY = aDeadLetter({
  deadLetterId: 'letter-2',
  original: {
    original_message_id: 'message-2',
    original_sent_at: String(NOW.getTime() - 7_200_000),
  },
  subject: { tenant_id: 'acme', event_id: 'evt_1', destination_id: 'des_1' },
  cause: 'SQS dead-lettered the message after 50 receives',
});

test.each([
  [{}, true],
  [{ tenants: ['acme'] }, true],
  [{ tenants: ['other', 'acme'] }, true],
  [{ tenants: ['ACME'] }, false],
  [{ events: ['evt_1'], destinations: ['des_1'] }, true],
  [{ events: ['evt_1'], destinations: ['des_2'] }, false],
  [{ ids: ['message-2'] }, true],
  [{ ids: ['letter-2'] }, true],
  [{ ids: ['evt_1'] }, false],
  [{ causes: ['sqs DEAD-lettered'] }, true],
  [{ causes: ['topic', '50'] }, true],
  [{ causes: ['topic'] }, false],
  [{ olderThan: 7_199 }, true],
  [{ olderThan: 7_200 }, false],
  [{ newerThan: 7_201 }, true],
  [{ newerThan: 7_200 }, false],
  [{ olderThan: 3_600, newerThan: 10_000 }, true],
])('the filter %j selects a dead letter that is two hours old: %s', (filter, meant) => {
  expect(matchesFilter(someOptions({ filter }).filter, DELIVERY, NOW)).toBe(meant);
});

test('an attribute that a dead letter lacks matches no filter', () => {
  const deadLetter = aDeadLetter({
    subject: { tenant_id: undefined, event_id: undefined, destination_id: undefined },
  });
  expect(
    matchesFilter(someOptions({ filter: { tenants: ['undefined'] } }).filter, deadLetter, NOW),
  ).toBe(false);
});
