import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Documents } from '../../../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { EncryptionKeys } from '../../../../lambdas/platform/aws/calls/encryption-keys.kms.ts';
import { Queues } from '../../../../lambdas/platform/aws/calls/queues.sqs.ts';
import { SecretStore } from '../../../../lambdas/platform/aws/calls/secret-store.secrets.ts';
import { contextOn, lambdaEnv } from './contexts.ts';
import { sdkConfig, sentBy } from './same-as-sdk.ts';
import { answers, startWire, type Wire } from './wire.ts';

/** Of the body `1`. */
const MD5 = 'c4ca4238a0b923820dcc509a6f75849b';
const REPLY = JSON.stringify({
  MD5OfMessageBody: MD5,
  Successful: [],
  Failed: [],
  Plaintext: 'cA==',
  CiphertextBlob: 'Yw==',
});

let wire: Wire;
beforeAll(async () => {
  wire = await startWire(answers(200, REPLY, { 'content-type': 'application/x-amz-json-1.0' }));
});
afterAll(() => wire.stop());
afterEach(() => vi.unstubAllEnvs());

const Key = { pk: 'a', sk: 'b' };
const values = {
  text: '',
  list: [1, 'two', null, undefined, { deep: [true] }],
  number: -1.5e-7,
  big: 12345678901234567890n,
  set: new Set(['a', 'b']),
  numbers: new Set([1, 2]),
  bytes: Buffer.from([0, 255]),
  plain: new Uint8Array([1, 2, 3]),
  blobs: new Set([new Uint8Array([1])]),
  map: { constructor: 'x', B: 'text', gone: undefined },
  none: null,
  gone: undefined,
};
const get = { TableName: 't', Key, ConsistentRead: true, ProjectionExpression: 'pk' };
const put = {
  TableName: 't',
  Item: { ...Key, ...values },
  ConditionExpression: 'attribute_not_exists(pk) OR e <= :now',
  ExpressionAttributeValues: { ':now': 1, ':none': null, ':gone': undefined },
};
const remove = { TableName: 't', Key, ReturnValues: 'ALL_OLD' as const };
const update = {
  TableName: 't',
  Key,
  UpdateExpression: 'SET #a = :a',
  ExpressionAttributeNames: { '#a': 'a' },
  ExpressionAttributeValues: { ':a': values },
  ReturnValues: 'UPDATED_NEW' as const,
};
const query = {
  TableName: 't',
  IndexName: 'i',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': 'a' },
  ExclusiveStartKey: Key,
  Limit: 3,
  ScanIndexForward: false,
  Select: undefined,
};
const batchGet = { RequestItems: { t: { Keys: [Key, { pk: 1, sk: 2 }], ConsistentRead: true } } };
const statements = {
  Statements: [
    { Statement: `INSERT INTO "t" VALUE {'pk':?,'sk':?,'v':?}`, Parameters: ['a', 'b', values] },
    { Statement: `INSERT INTO "t" VALUE {'pk':?,'d':?}`, Parameters: ['c', Buffer.from([1, 255])] },
  ],
};
const QueueUrl = 'https://queue.example.com/123456789012/my-queue';
const entry = {
  MessageBody: '1',
  MessageGroupId: 'g',
  DelaySeconds: 3,
  MessageAttributes: {
    a: { DataType: 'String', StringValue: 'ü"\u0007' },
    b: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
  },
};
const batch = {
  QueueUrl,
  Entries: [
    { Id: '0', ...entry },
    { Id: '1', ...entry },
  ],
};
const encrypt = {
  KeyId: 'arn:aws:kms:eu-west-1:123456789012:key/k',
  Plaintext: Buffer.from('secret'),
  EncryptionContext: { tenant_id: 't' },
};
const decrypt = { CiphertextBlob: new Uint8Array([1, 2]), KeyId: 'k', EncryptionContext: {} };
const secret = { SecretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:s' };

type Send = () => Promise<unknown>;

/** Each call, by the SDK and by ours. */
const calls: Record<string, readonly [theirs: Send, ours: Send]> = {
  get: [() => theirs().send(new GetCommand(get)), () => ours().get(get)],
  put: [() => theirs().send(new PutCommand(put)), () => ours().put(put)],
  update: [() => theirs().send(new UpdateCommand(update)), () => ours().update(update)],
  delete: [() => theirs().send(new DeleteCommand(remove)), () => ours().delete(remove)],
  query: [() => theirs().send(new QueryCommand(query)), () => ours().query(query)],
  batchGet: [() => theirs().send(new BatchGetCommand(batchGet)), () => ours().batchGet(batchGet)],
  batchExecuteStatement: [
    () => theirs().send(new BatchExecuteStatementCommand(statements)),
    () => ours().batchExecuteStatement(statements),
  ],
  send: [
    () => sqs().send(new SendMessageCommand({ QueueUrl, ...entry })),
    () => new Queues(context()).sendMessage({ QueueUrl, ...entry }),
  ],
  sendBatch: [
    () => sqs().send(new SendMessageBatchCommand(batch)),
    () => new Queues(context()).sendMessageBatch(batch),
  ],
  encrypt: [
    () => new KMSClient(sdkConfig(wire)).send(new EncryptCommand(encrypt)),
    () => new EncryptionKeys(context()).encrypt(encrypt),
  ],
  decrypt: [
    () => new KMSClient(sdkConfig(wire)).send(new DecryptCommand(decrypt)),
    () => new EncryptionKeys(context()).decrypt(decrypt),
  ],
  secret: [
    () => new SecretsManagerClient(sdkConfig(wire)).send(new GetSecretValueCommand(secret)),
    () => new SecretStore(context()).getSecretValue(secret),
  ],
};

const context = () => contextOn(wire, process.env);
const ours = () => new Documents(context());
const theirs = () =>
  DynamoDBDocumentClient.from(new DynamoDBClient(sdkConfig(wire)), {
    marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
  });
const sqs = () => new SQSClient({ ...sdkConfig(wire), useQueueUrlAsEndpoint: false });

const environments: Record<string, Record<string, string>> = {
  'a region': {},
  'us-east-1': { AWS_REGION: 'us-east-1' },
  China: { AWS_REGION: 'cn-north-1' },
  GovCloud: { AWS_REGION: 'us-gov-west-1' },
  'the European Sovereign Cloud': { AWS_REGION: 'eusc-de-east-1' },
  'an isolated partition': { AWS_REGION: 'us-isob-east-1' },
  FIPS: { AWS_REGION: 'us-east-2', AWS_USE_FIPS_ENDPOINT: 'true' },
  'FIPS in GovCloud': { AWS_REGION: 'us-gov-east-1', AWS_USE_FIPS_ENDPOINT: 'true' },
  'dual stack': { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  'dual stack in China': { AWS_REGION: 'cn-northwest-1', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  'dual stack in the European Sovereign Cloud': {
    AWS_REGION: 'eusc-de-east-1',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
  },
  'dual stack in an isolated partition': {
    AWS_REGION: 'us-isof-south-1',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
  },
  'FIPS and dual stack': { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
  'FIPS and dual stack in GovCloud': {
    AWS_REGION: 'us-gov-west-1',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
  },
  'a custom endpoint': { AWS_ENDPOINT_URL: 'http://local.example.com:4566' },
  'a custom endpoint with a path': { AWS_ENDPOINT_URL: 'https://proxy.example.com/aws/' },
  'custom endpoints by service': {
    AWS_ENDPOINT_URL: 'http://all.example.com',
    AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamodb.example.com:8000',
    AWS_ENDPOINT_URL_SQS: 'http://[::1]:4566',
    AWS_ENDPOINT_URL_KMS: 'http://kms.example.com',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://secrets.example.com',
  },
  'no session token': { AWS_SESSION_TOKEN: '' },
  'the trace of an invocation': {
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Lineage=1:a87bd80c:1',
  },
};

describe.each(Object.entries(environments))('with %s', (_name, env) => {
  it.each(Object.entries(calls))('%s is sent as the SDK sends it', async (_call, [sdk, lean]) => {
    for (const variable of Object.entries({ ...lambdaEnv, ...env })) vi.stubEnv(...variable);
    const expected = await sentBy(wire, sdk);
    expect(await sentBy(wire, lean)).toEqual(expected);
    expect(expected).toHaveLength(1);
  });
});
