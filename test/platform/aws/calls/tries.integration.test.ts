import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { Documents } from '../../../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { contextOn, lambdaEnv } from './contexts.ts';
import { sdkConfig, sentBy } from './same-as-sdk.ts';
import { answers, breaksOff, fails, type Reply, resets, startWire, type Wire } from './wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire(answers(200, '{}'));
});
afterAll(() => wire.stop());
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const input = { TableName: 't', Key: { pk: 'a' } };
const codes = [
  ...['AccessDeniedException', 'ConditionalCheckFailedException', 'ExpiredTokenException'],
  ...['IncompleteSignature', 'InternalServerError', 'ItemCollectionSizeLimitExceededException'],
  ...['LimitExceededException', 'MissingAuthenticationToken', 'PriorRequestNotComplete'],
  ...['ProvisionedThroughputExceededException', 'RequestLimitExceeded', 'RequestThrottled'],
  ...['RequestTimeout', 'RequestTimeoutException', 'ResourceNotFoundException', 'SlowDown'],
  ...['ServiceUnavailable', 'ThrottledException', 'Throttling', 'ThrottlingException'],
  ...['TooManyRequestsException', 'TransactionConflictException', 'ValidationException'],
  ...['TransactionInProgressException', 'UnrecognizedClientException', 'EC2ThrottledException'],
];
const faults: [string, Reply][] = [
  ...[400, 403, 404, 408, 413, 429, 500, 501, 502, 503, 504, 505].map((status): [string, Reply] => [
    `status ${status}`,
    fails(status, 'Any'),
  ]),
  ...codes.map((code): [string, Reply] => [code, fails(400, code)]),
  ['a reset', resets],
  ['an incomplete response', breaksOff],
];

it.each(faults)('%s is tried as often as by the SDK', async (_, fault) => {
  for (const variable of Object.entries(lambdaEnv)) vi.stubEnv(...variable);
  // Without jitter there is no wait.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(sdkConfig(wire)));
  wire.replyNext(fault);
  const theirs = await sentBy(wire, () =>
    client.send(new GetCommand(input)).catch(() => undefined),
  );
  wire.replyNext(fault);
  const documents = new Documents(contextOn(wire, process.env));
  const ours = await sentBy(wire, () => documents.get(input).catch(() => undefined));
  expect(ours).toHaveLength(theirs.length);
});
