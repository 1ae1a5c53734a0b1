import { expect, test } from 'vitest';
import {
  isRedelivery,
  originalAttributes,
} from '../../../lambdas/platform/sqs/original-message.ts';
import { aRecord } from '../../support/lambda.ts';

const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
const { attributes } = aRecord();

test('a message has the id and time from SQS', () => {
  expect(originalAttributes(aRecord({ messageId: 'm1' }))).toEqual({
    original_message_id: 'm1',
    original_sent_at: '1763805600000',
  });
});

test('a redriven message keeps its original id and time', () => {
  const messageAttributes = {
    original_message_id: attribute('m1'),
    original_sent_at: attribute('1700000000000'),
  };
  expect(originalAttributes(aRecord({ messageId: 'm2', messageAttributes }))).toEqual({
    original_message_id: 'm1',
    original_sent_at: '1700000000000',
  });
});

test.each(['soon', '', '-1', '1e12', '99999999999999'])(
  'an attribute original_sent_at of %j is not ours',
  (text) => {
    const messageAttributes = { original_sent_at: attribute(text) };
    expect(originalAttributes(aRecord({ messageAttributes })).original_sent_at).toBe(
      '1763805600000',
    );
  },
);

test.each(['', 'a\tb', 'a b', 'é', 'x'.repeat(101), 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX', '__proto__'])(
  'an attribute original_message_id of %j is not ours',
  (text) => {
    const messageAttributes = { original_message_id: attribute(text) };
    const record = aRecord({ messageId: 'm2', messageAttributes });
    expect(originalAttributes(record).original_message_id).toBe('m2');
  },
);

test.each([
  ['for the first time', {}, false],
  ['for the second time', { attributes: { ...attributes, ApproximateReceiveCount: '2' } }, true],
  ['redriven', { messageAttributes: { original_message_id: attribute('m1') } }, true],
  [
    'redriven by the console',
    { attributes: { ...attributes, DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:1:q' } },
    true,
  ],
])('a message received %s is a possible redelivery: %s', (_how, given, expected) => {
  expect(isRedelivery(aRecord(given))).toBe(expected);
});
