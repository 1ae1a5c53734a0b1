import { expect, test } from 'vitest';
import { parseDeliveryRecord } from '../../lambdas/delivery/delivery-record.ts';
import { deliveryMessage } from '../../lambdas/events/delivery-message.ts';
import { anEvent } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';

const delivery = { destination_id: 'des_1', attempt_number: 1, manual: false, event: anEvent() };
const { body } = deliveryMessage(delivery);

const SLOW_QUEUE = 'https://sqs.eu-west-1.amazonaws.com/111122223333/waybill-prod-slow';

test('a message of the primary queue is parsed as a first receive', () => {
  const eventSourceARN = 'arn:aws:sqs:eu-west-1:111122223333:waybill-prod-delivery';
  expect(parseDeliveryRecord(aRecord({ body, eventSourceARN }), SLOW_QUEUE)).toEqual({
    delivery,
    isRedelivery: false,
    queue: 'primary',
  });
});

test('a message of the slow queue is parsed with that queue', () => {
  const eventSourceARN = 'arn:aws:sqs:eu-west-1:111122223333:waybill-prod-slow';
  expect(parseDeliveryRecord(aRecord({ body, eventSourceARN }), SLOW_QUEUE)).toMatchObject({
    queue: 'slow',
  });
});

test('a redriven message counts as received before, although its receive count is 1', () => {
  const original_message_id = { stringValue: 'first-id', dataType: 'String' as const };
  const redriven = aRecord({ body, messageAttributes: { original_message_id } });
  expect(parseDeliveryRecord(redriven, SLOW_QUEUE)).toMatchObject({ delivery, isRedelivery: true });
});

test('a message that is not a delivery is invalid', () => {
  expect(() =>
    parseDeliveryRecord(aRecord({ body: '{"destination_id":"des_1"}' }), SLOW_QUEUE),
  ).toThrow(expect.objectContaining({ name: 'InvalidMessageError' }));
});
