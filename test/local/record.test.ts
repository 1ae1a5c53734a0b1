import { expect, test } from 'vitest';
import { toRecord } from '../../local/queues/record.ts';

test('a message becomes a record in Lambda’s shape', () => {
  const message = {
    MessageId: 'id',
    ReceiptHandle: 'handle',
    Body: 'body',
    MD5OfBody: 'md5',
    Attributes: {
      SenderId: 'sender',
      SentTimestamp: '1',
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: '3',
      MessageGroupId: 'group',
    },
    MessageAttributes: {
      text: { DataType: 'String', StringValue: 'a' },
      bytes: { DataType: 'Binary', BinaryValue: 'aGk=' },
    },
  };
  const noLists = { stringListValues: [], binaryListValues: [] };
  expect(toRecord(message, 'arn:queue')).toEqual({
    messageId: 'id',
    receiptHandle: 'handle',
    body: 'body',
    md5OfBody: 'md5',
    attributes: message.Attributes,
    messageAttributes: {
      text: { dataType: 'String', stringValue: 'a', ...noLists },
      bytes: { dataType: 'Binary', binaryValue: 'aGk=', ...noLists },
    },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:queue',
    awsRegion: 'us-east-1',
  });
});
