import { expect, test } from 'vitest';
import { messageIds } from '../../../cli/dead-letters/message-ids.ts';
import { deliveryMessage } from '../../../lambdas/events/delivery-message.ts';
import { anEvent } from '../../support/builders.ts';

const NOTHING = { tenant_id: undefined, event_id: undefined, destination_id: undefined };

test.each([
  [
    'publish',
    '{"tenant_id":"acme","id":"evt_1","destination_id":"des_1","data":{}}',
    ['acme', 'evt_1', 'des_1'],
  ],
  ['publish', '{"tenant_id":"acme","topic":7}', ['acme', 'message-1', undefined]],
  ['publish', '{"tenant_id":"acme","id":""}', ['acme', 'message-1', undefined]],
  [
    'verification',
    '{"tenant_id":"acme","destination_id":"des_1","tries":0}',
    ['acme', undefined, 'des_1'],
  ],
  ['retries', '{"retry_id":"ret_1","step":4}', [undefined, undefined, undefined]],
])(
  'a dead letter of the queue %s has the ids %s',
  (queue, body, [tenant_id, event_id, destination_id]) => {
    expect(messageIds(queue, 'message-1', body)).toEqual({ tenant_id, event_id, destination_id });
  },
);

test('a delivery has the ids of its event, destination and tenant', () => {
  const { body } = deliveryMessage({
    destination_id: 'des_1',
    attempt_number: 1,
    manual: false,
    event: anEvent(),
  });
  expect(messageIds('delivery', 'message-1', body)).toEqual({
    tenant_id: 'acme',
    event_id: 'evt_1',
    destination_id: 'des_1',
  });
});

test.each([
  '',
  '{',
  'null',
  '7',
  '["acme"]',
  '{"tenant_id":7,"event":"evt_1","destination_id":null}',
])('a body %j has no ids', (body) => {
  expect(messageIds('delivery', 'message-1', body)).toEqual(NOTHING);
});
