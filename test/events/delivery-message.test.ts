import { expect, test } from 'vitest';
import { deliveryMessage, readDelivery } from '../../lambdas/events/delivery-message.ts';
import { anEvent } from '../support/builders.ts';

const first = { destination_id: 'des_1', attempt_number: 1, manual: false };
const { data, ...facts } = anEvent();
const large = { ...facts, data_ref: { key: 'events/a/b', bytes: 300_000 } };

test.each([
  ['with its data', { ...facts, data }],
  ['with where its data lies', large],
])('parses the delivery that was sent: an event %s', (_name, event) => {
  const delivery = { ...first, event };
  expect(readDelivery(deliveryMessage(delivery).body)).toEqual(delivery);
});

test.each<[string, object, string]>([
  ['without data', facts, 'event.data is required'],
  ['of which nothing is known', {}, 'event.id is required; event.tenant_id is required'],
])('rejects a message with an event %s, with the cause', (_name, event, error) => {
  const body = JSON.stringify({ ...first, event });
  expect(() => readDelivery(body)).toThrow(
    expect.objectContaining({
      name: 'InvalidMessageError',
      message: expect.stringContaining(error),
    }),
  );
});
