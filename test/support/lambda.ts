import type { Context, SQSRecord } from 'aws-lambda';

/** A Lambda context with plenty of time. */
export const aContext = (given: Partial<Context> = {}): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'waybill-test',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:waybill-test',
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: 'waybill-test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 30_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
  ...given,
});

/** A record of an SQS event. */
export const aRecord = (given: Partial<SQSRecord> = {}): SQSRecord => ({
  messageId: '9a1f5d4e-0000-4000-8000-000000000001',
  receiptHandle: 'handle',
  body: '{}',
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1763805600000',
    SenderId: 'sender',
    ApproximateFirstReceiveTimestamp: '1763805600000',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
  ...given,
});
