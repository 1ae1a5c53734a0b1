import { describe, expect, test } from 'vitest';
import { envelopeError } from '../../lambdas/publishing/envelope.ts';

const TRANSFORM =
  'give the target of the rule an input transformer that produces tenant_id, topic and data';

const NOTIFICATION = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic',
  Message: '{"tenant_id":"acme","topic":"orders","data":{}}',
  Timestamp: '2012-05-02T00:54:06.655Z',
  SignatureVersion: '1',
};

const EVENT = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'order.created',
  source: 'com.example.shop',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: [],
  detail: { tenant_id: 'acme', order_id: '123' },
};

const OBJECT_CREATED = {
  Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: {} }],
};

const TEST_EVENT = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2014-10-13T15:57:02.089Z',
  Bucket: 'amzn-s3-demo-bucket',
};

describe('names the envelope of an AWS service and its fix', () => {
  test.each([
    [
      NOTIFICATION,
      'body is an Amazon SNS notification, not an event: set RawMessageDelivery to true on the subscription of this queue',
    ],
    [
      { ...NOTIFICATION, Type: 'SubscriptionConfirmation', SubscribeURL: 'https://sns.example/' },
      'body is an Amazon SNS subscription confirmation, not an event: open its SubscribeURL, or subscribe the queue from the account that owns the queue',
    ],
    [EVENT, `body is an Amazon EventBridge event, not an event: ${TRANSFORM}`],
    [
      OBJECT_CREATED,
      `body is an Amazon S3 event notification, not an event: configure the bucket to send it to EventBridge, and ${TRANSFORM}`,
    ],
    [
      TEST_EVENT,
      `body is an Amazon S3 test notification, not an event: configure the bucket to send events to EventBridge, and ${TRANSFORM}`,
    ],
  ])('%j', (envelope, error) => {
    expect(envelopeError(JSON.stringify(envelope))).toBe(error);
  });
});

test.each([
  ['an event that is wrong', '{"topic":"orders","data":{}}'],
  ['an event with members of an envelope', JSON.stringify({ ...EVENT, tenant_id: 'acme' })],
  ['an envelope that lacks a member', JSON.stringify({ ...EVENT, detail: undefined })],
  ['another type of SNS message', JSON.stringify({ ...NOTIFICATION, Type: 'Other' })],
  ['records of another service', '{"Records":[{"eventSource":"aws:ses"}]}'],
  ['an empty list of records', '{"Records":[]}'],
  ['a list', '[1]'],
  ['null', 'null'],
  ['text that is not JSON', 'Type Notification TopicArn Message'],
])('%s is not an envelope', (_, text) => {
  expect(envelopeError(text)).toBeUndefined();
});
