import type { APIGatewayProxyEventV2, Context, SQSRecord } from 'aws-lambda';
import type { Receipt } from '../../lambdas/platform/sqs/original-message.ts';

/**
 * The attributes of a message that is delivered without delay, and redelivered after a run was
 * interrupted.
 */
export const ONCE: Receipt = { isRedelivery: false, ageMs: 2_000 };
export const AGAIN: Receipt = { isRedelivery: true, ageMs: 182_000 };

/** A Lambda context with ample remaining time. */
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

/** An HTTP request as API Gateway sends it to a function, in payload format 2.0. */
export const anHttpEvent = (
  method: string,
  path: string,
  given: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'localhost',
    domainPrefix: 'localhost',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
    requestId: 'request-1',
    routeKey: '$default',
    stage: '$default',
    time: '22/Nov/2026:10:00:00 +0000',
    timeEpoch: 1_795_341_600_000,
  },
  ...given,
});
