import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deferToSlowQueue } from '../../lambdas/delivery/defer-delivery.ts';
import type { DeliveryQueue } from '../../lambdas/delivery/delivery-record.ts';
import { sendTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { aRecord } from '../support/lambda.ts';
import { type Queues, startQueues } from '../support/queues.ts';

let queues: Queues;
let name: string;
let url: string;

beforeAll(async () => {
  queues = await startQueues();
});
afterAll(() => queues.stop());

beforeEach(({ task }) => {
  name = `slow-${task.id.replaceAll(/\W/g, '')}`;
  url = queues.create(name);
});

const aDelivery = (given: Partial<SQSRecord> = {}): SQSRecord => {
  const { attributes, ...record } = aRecord({ body: '{"destination_id":"des_1"}', ...given });
  return { ...record, attributes: { ...attributes, MessageGroupId: 'acme#des_1' } };
};

const put = (record: SQSRecord, queue: DeliveryQueue, random = 0.5) =>
  deferToSlowQueue({ sendSlow: sendTo(queues.client, url), random: () => random }, record, queue);

test('a delivery from the primary queue is sent to the slow queue without a delay, unchanged, in its group', async () => {
  await put(aDelivery(), 'primary');
  expect(await queues.receive(url)).toEqual([
    { body: '{"destination_id":"des_1"}', attributes: {} },
  ]);
  expect(queues.groupIds.at(-1)).toBe('acme#des_1');
});

test('a delivery from the slow queue is sent again with a delay', async () => {
  await put(aDelivery(), 'slow');
  expect(queues.inspect(name)).toMatchObject([{ delayed: true }]);
});

test('the random delay may be zero', async () => {
  await put(aDelivery(), 'slow', 0);
  expect(queues.inspect(name)).toMatchObject([{ delayed: false }]);
});

test('a delivery that was received before keeps its original id and time', async () => {
  const { attributes, ...record } = aDelivery({ messageId: 'first-id' });
  await put({ ...record, attributes: { ...attributes, ApproximateReceiveCount: '2' } }, 'primary');
  const [{ attributes: kept } = { attributes: {} }] = await queues.receive(url);
  expect(kept).toEqual({ original_message_id: 'first-id', original_sent_at: '1763805600000' });
});

test('message attributes are kept', async () => {
  const original_message_id = { stringValue: 'first-id', dataType: 'String' as const };
  const original_sent_at = { stringValue: '1763805000000', dataType: 'String' as const };
  await put(aDelivery({ messageAttributes: { original_message_id, original_sent_at } }), 'primary');
  const [{ attributes: kept } = { attributes: {} }] = await queues.receive(url);
  expect(kept).toEqual({ original_message_id: 'first-id', original_sent_at: '1763805000000' });
});
