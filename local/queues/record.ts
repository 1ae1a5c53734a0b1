import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { REGION } from '../template/names.ts';
import type { ReceivedAttribute, ReceivedMessage } from './sqs-calls.ts';

/** Converts a received message to the record that Lambda passes to functions. */
export const toRecord = (message: ReceivedMessage, queueArn: string): SQSRecord => {
  const { Attributes = {} } = message;
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: {
      ...Attributes,
      SenderId: Attributes.SenderId ?? '',
      SentTimestamp: Attributes.SentTimestamp ?? '',
      ApproximateReceiveCount: Attributes.ApproximateReceiveCount ?? '',
      ApproximateFirstReceiveTimestamp: Attributes.ApproximateFirstReceiveTimestamp ?? '',
    },
    messageAttributes: attributesOf(message.MessageAttributes ?? {}),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
};

const attributesOf = (given: Readonly<Record<string, ReceivedAttribute>>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, attributeOf(value)]));

const attributeOf = (value: ReceivedAttribute): SQSMessageAttribute => ({
  ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
  ...(value.BinaryValue !== undefined && { binaryValue: value.BinaryValue }),
  stringListValues: [],
  binaryListValues: [],
  dataType: value.DataType ?? 'String',
});
