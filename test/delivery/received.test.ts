import { expect, test } from 'vitest';
import { receivedIn } from '../../lambdas/delivery/received.ts';
import { deliveryMessage } from '../../lambdas/events/delivery-message.ts';
import { anEvent } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';

const delivery = { destination_id: 'des_1', attempt_number: 1, manual: false, event: anEvent() };
const { body } = deliveryMessage(delivery);

test('a message of the delivery queue is a delivery that nobody has tried', () => {
  expect(receivedIn(aRecord({ body }))).toEqual({ delivery, again: false });
});

test('a redriven one may have been tried before, though SQS counts it from one', () => {
  const message_id = { stringValue: 'first-id', dataType: 'String' as const };
  const redriven = aRecord({ body, messageAttributes: { message_id } });
  expect(receivedIn(redriven)).toEqual({ delivery, again: true });
});

test('a message that is no delivery cannot be read', () => {
  expect(() => receivedIn(aRecord({ body: '{"destination_id":"des_1"}' }))).toThrow(
    expect.objectContaining({ name: 'UnreadableMessage' }),
  );
});
