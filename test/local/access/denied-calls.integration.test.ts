import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import type { ApiCall } from '../../../local/access/api-calls.ts';
import { DeniedCalls } from '../../../local/access/denied-calls.ts';
import { Identities } from '../../../local/access/identities.ts';
import { templateRoles } from '../../../local/access/template-roles.ts';
import { close, listen } from '../../../local/listen.ts';
import { startSqsAndS3 } from '../../../local/queues/sqs-and-s3-server.ts';
import { serveAwsJson } from '../../../local/secrets/aws-json.ts';
import { kmsActions } from '../../../local/secrets/kms.ts';
import { startDynamoDbThread } from '../../../local/tables/dynamodb-thread.ts';
import { nameResources } from '../../../local/template/names.ts';
import { Template } from '../../../local/template/template.ts';
import { aFolder } from '../a-folder.ts';
import { permitting, trustWith } from './roles.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/things';

const within = (prefix: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
});

const POLICIES = [
  { Action: 'dynamodb:Query', Resource: `${TABLE}/index/by-owner` },
  { Action: ['dynamodb:PutItem', 'dynamodb:Query'], Resource: TABLE, Condition: within('RETRY#') },
  {
    Action: 'dynamodb:UpdateItem',
    Resource: TABLE,
    Condition: {
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'blocked', 'version'] },
    },
  },
  { Action: 'dynamodb:PartiQLInsert', Resource: TABLE.replace('things', 'others') },
  { Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:000000000000:work' },
  { Action: 'kms:Decrypt', Resource: 'arn:aws:kms:us-east-1:000000000000:key/own' },
].map((statement) => ({ PolicyName: 'p', PolicyDocument: permitting(statement) }));

/** The servers of the local stack, and clients with the credentials of a function. */
const start = async (opened: AsyncDisposableStack) => {
  const identities = new Identities();
  const found = new DeniedCalls(identities, () => {});
  const Properties = {
    RoleName: 'fn',
    AssumeRolePolicyDocument: trustWith({}),
    Policies: POLICIES,
  };
  const template = Template.parse({ Resources: { Fn: { Type: 'AWS::IAM::Role', Properties } } });
  const assembly = { stackName: 'stack', template, codeFolder: (key: string) => key };
  const roles = templateRoles(
    template,
    nameResources(assembly, (name) => name),
  );
  identities.add(roles);
  const onCall = (call: ApiCall) => found.check(call);
  const dynamodb = await startDynamoDbThread(0, onCall);
  opened.defer(() => dynamodb.stop());
  const queues = await startSqsAndS3(0, await aFolder(), identities, onCall);
  opened.defer(() => queues.stop());
  const server = createServer(serveAwsJson(kmsActions([]), onCall));
  const kmsUrl = await listen(server, 0, 'KMS');
  opened.defer(() => close(server));
  const { accessKeyId, secretAccessKey, sessionToken } = identities.sessions.issue({
    roleArn: roles[0]?.arn ?? '',
    name: 'fn',
  });
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const shared = { region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    found,
    dynamodb: new DynamoDBClient({ ...shared, endpoint: dynamodb.url }),
    sqs: new SQSClient({ ...shared, endpoint: queues.url }),
    kms: new KMSClient({ ...shared, endpoint: kmsUrl }),
  };
};

const TableName = 'things';

const query = (pk: string, IndexName?: string) =>
  new QueryCommand({
    TableName,
    IndexName,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': 'x' },
  });

const put = (pk: string) => new PutCommand({ TableName, Item: { pk, sk: 'x', data: 1 } });

const insert = (table: string) =>
  new BatchExecuteStatementCommand({
    Statements: [
      { Statement: `INSERT INTO "${table}" VALUE {'pk':?,'sk':?}`, Parameters: ['EVENT#1', 'x'] },
    ],
  });

const update = (attribute: string) =>
  new UpdateCommand({
    TableName,
    Key: { pk: 'TENANT#acme', sk: 'x' },
    UpdateExpression: 'SET #name = :one, version = if_not_exists(version, :one)',
    ConditionExpression: 'attribute_exists(pk) AND blocked.code = :one',
    ExpressionAttributeNames: { '#name': attribute },
    ExpressionAttributeValues: { ':one': 1 },
  });

const send = (queue: string) =>
  new SendMessageCommand({ QueueUrl: `http://queues/000000000000/${queue}`, MessageBody: '{}' });

const decrypt = (key: string) =>
  new DecryptCommand({
    KeyId: `arn:aws:kms:us-east-1:000000000000:key/${key}`,
    CiphertextBlob: Buffer.from('x'),
  });

test('the calls that the role of a function does not allow are found, and no others', async () => {
  await using opened = new AsyncDisposableStack();
  const { found, dynamodb, sqs, kms } = await start(opened);
  const calls = [
    () => sqs.send(send('work')),
    () => sqs.send(send('other')),
    () => kms.send(decrypt('own')),
    () => kms.send(decrypt('other')),
    () => dynamodb.send(query('acme', 'by-owner')),
    () => dynamodb.send(query('RETRY#1')),
    () => dynamodb.send(put('RETRY#1')),
    () => dynamodb.send(update('blocked')),
    () => dynamodb.send(query('acme', 'by-due')),
    () => dynamodb.send(query('EVENT#1')),
    () => dynamodb.send(put('EVENT#1')),
    () => dynamodb.send(update('filter')),
    () => dynamodb.send(insert('others')),
    () => dynamodb.send(insert('things')),
    () =>
      dynamodb.send(
        new BatchGetCommand({
          RequestItems: { [TableName]: { Keys: [{ pk: 'RETRY#1', sk: 'x' }] } },
        }),
      ),
  ];
  // There is no such table, queue or key: the calls were made all the same.
  for (const call of calls) await call().catch(() => {});
  const denied = () => found.list().map((text) => / may not (\S+ on \S+) /.exec(text)?.[1]);
  await expect.poll(() => denied().at(-1)).toBe(`dynamodb:BatchGetItem on ${TABLE}`);
  expect(denied()).toEqual([
    'sqs:SendMessage on arn:aws:sqs:us-east-1:000000000000:other',
    'kms:Decrypt on arn:aws:kms:us-east-1:000000000000:key/other',
    `dynamodb:Query on ${TABLE}/index/by-due`,
    `dynamodb:Query on ${TABLE}`,
    `dynamodb:PutItem on ${TABLE}`,
    `dynamodb:UpdateItem on ${TABLE}`,
    `dynamodb:PartiQLInsert on ${TABLE}`,
    `dynamodb:BatchGetItem on ${TABLE}`,
  ]);
});
