import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, enqueue, largeEventsBucket, objects, publishQueueUrl, sqs, tenantWith } = waybill();
const config = {
  bucket: 'another-bucket',
  region: 'us-east-1',
  key_template: `join('/', ['queue', metadata."event-id"])`,
};

/** The dead letters of the publish queue, by body. */
async function deadLetters(count: number): Promise<Map<string, string | undefined>> {
  const deadLetters = new Map<string, string | undefined>();
  return eventually(async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: `${publishQueueUrl}-dead-letters`,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    for (const { Body = '', MessageAttributes } of Messages) {
      deadLetters.set(Body, MessageAttributes?.cause?.StringValue);
    }
    return deadLetters.size >= count && deadLetters;
  });
}

test('invalid messages are dead-lettered with their cause, and delay no others', async () => {
  await tenantWith('queue', { config });
  const bad = new Map([
    ['not json', 'the body cannot be parsed'],
    ['["a list"]', 'body must be a JSON object'],
    [
      '["software.amazon.payloadoffloading.PayloadS3Pointer",{"s3BucketName":"my-events-bucket","s3Key":"publish/1"}]',
      `pointer: must refer to an object in the bucket ${largeEventsBucket} whose key begins with publish/`,
    ],
    ['{"topic":"orders","data":{}}', 'tenant_id is required'],
    [
      '{"Type":"Notification","TopicArn":"arn:aws:sns:us-east-1:111122223333:t","Message":"{}"}',
      'body is an Amazon SNS notification, not an event: set RawMessageDelivery to true on the subscription of this queue',
    ],
    ['{"tenant_id":"queue","topic":"orders"}', 'data must be a valid JSON object'],
    [
      '{"tenant_id":"queue","data":{},"time":"soon"}',
      'time must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
    ],
  ]);
  for (const body of bad.keys()) await enqueue(body);
  const id = await enqueue({ tenant_id: 'queue', topic: 'orders', data: {} });
  await eventually(async () => (await objects(`queue/${id}`, 'another-bucket'))[0]);
  expect(await deadLetters(bad.size)).toEqual(bad);
});

test('a message without id and time is the same event with the same key on every receive', async () => {
  await tenantWith('queue-time', {
    config: {
      ...config,
      key_template: `join('/', ['queue-time', time.unix, metadata."event-id"])`,
    },
  });
  const before = Math.floor(Date.now() / 1000);
  const id = await enqueue({ tenant_id: 'queue-time', topic: 'orders', data: {} });
  const object = await eventually(async () => (await objects('queue-time/', 'another-bucket'))[0]);
  expect(object.metadata['event-id']).toBe(id);
  expect(Number(object.metadata.timestamp)).toBeGreaterThanOrEqual(before);
  expect((await api('GET', `/events/${id}`)).body).toMatchObject({ id, tenant_id: 'queue-time' });
});
