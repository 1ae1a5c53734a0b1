import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsContext } from '../../../../lambdas/platform/aws/calls/aws-context.ts';
import { isAwsError } from '../../../../lambdas/platform/aws/calls/aws-error.ts';
import { Documents } from '../../../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { Objects } from '../../../../lambdas/platform/aws/calls/objects.s3.ts';
import { Queues } from '../../../../lambdas/platform/aws/calls/queues.sqs.ts';
import { startDynamoDb } from '../../../../local/tables/dynamodb-server.ts';
import { startTables, type Tables } from '../../../support/tables.ts';
import { lambdaEnv } from './contexts.ts';

let tables: Tables;
let sqsAndS3: Awaited<ReturnType<typeof startFauxqs>>;
let documents: Documents;
let queues: Queues;
let objects: Objects;
beforeAll(async () => {
  const dynamodb = startDynamoDb(0);
  tables = await startTables(dynamodb);
  sqsAndS3 = await startFauxqs({ port: 0, logger: false });
  const env = {
    ...lambdaEnv,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${sqsAndS3.port}`,
    AWS_ENDPOINT_URL_DYNAMODB: (await dynamodb).url,
  };
  const clock = { now: () => new Date(), random: () => 0, sleep: async () => undefined };
  const context = awsContext(env, clock);
  documents = new Documents(context);
  queues = new Queues(context);
  objects = new Objects(context);
});
afterAll(async () => {
  await tables.stop();
  await sqsAndS3.stop();
});

it('items are put, updated, read, queried and deleted', async () => {
  const TableName = tables.log;
  const keys = ['1', '2', '3'].map((sk) => ({ pk: 'p', sk }));
  for (const key of keys) {
    await documents.put({ TableName, Item: { ...key, text: 'ü\u2028"', bytes: Buffer.from('b') } });
  }
  const { Attributes } = await documents.update({
    TableName,
    Key: keys[0],
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': 1 },
    ReturnValues: 'UPDATED_NEW',
  });
  expect(Attributes).toEqual({ n: 1 });
  const { Item } = await documents.get({ TableName, Key: keys[0], ConsistentRead: true });
  const item = { ...keys[0], n: 1, text: 'ü\u2028"', bytes: new Uint8Array(Buffer.from('b')) };
  expect(Item).toEqual(item);
  const { Responses } = await documents.batchGet({ RequestItems: { [TableName]: { Keys: keys } } });
  expect(Responses?.[TableName]).toHaveLength(3);
  await documents.delete({ TableName, Key: keys[1] });
  const found: unknown[] = [];
  const query = {
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': 'p' },
    Limit: 1,
  };
  for await (const { Items = [] } of documents.queryPages(query)) found.push(...Items);
  expect(found).toMatchObject([{ sk: '1' }, { sk: '3' }]);
});

it('a failed condition throws an error with its code', async () => {
  const put = {
    TableName: tables.log,
    Item: { pk: 'a', sk: 'b' },
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  await documents.put(put);
  const failure = await documents.put(put).catch((error) => error);
  expect(isAwsError(failure, 'ConditionalCheckFailedException')).toBe(true);
});

it('messages are sent one by one and in batches', async () => {
  const { queueUrl: QueueUrl } = sqsAndS3.createQueue('q') ?? {};
  const MessageAttributes = { a: { DataType: 'String', StringValue: 'ü' } };
  await queues.sendMessage({ QueueUrl, MessageBody: '日本', MessageAttributes });
  const Entries = [{ Id: '0', MessageBody: 'é' }];
  const { Successful } = await queues.sendMessageBatch({ QueueUrl, Entries });
  expect(Successful).toHaveLength(1);
  expect(sqsAndS3.inspectQueue('q')?.messages.ready).toHaveLength(2);
});

it('objects are put, got and deleted', async () => {
  sqsAndS3.createBucket('my-bucket');
  const name = { Bucket: 'my-bucket', Key: "events/é+ (1)'.json" };
  const Body = Buffer.alloc(300_000, 'x');
  await objects.putObject({ ...name, Body });
  expect(await objects.getObject(name)).toEqual({ Body });
  expect(await objects.getObject(name, { maxBodyBytes: 1_000 })).toEqual({ Body: undefined });
  await objects.deleteObject(name);
  const failure = await objects.getObject(name).catch((error) => error);
  expect(isAwsError(failure, 'NoSuchKey')).toBe(true);
});
