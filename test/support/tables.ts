import { setImmediate } from 'node:timers/promises';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import type { Server } from '../../local/server.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { awsAt } from './aws.ts';
import { startDatabase } from './database.ts';

/** In-memory tables of a single test. */
export interface Tables {
  readonly client: Documents;
  /** The SDK's client, for what the functions do not do, such as scans. */
  readonly sdk: DynamoDBDocumentClient;
  /** The SDK's client without conversion of values. */
  readonly dynamo: DynamoDBClient;
  readonly destinations: string;
  readonly log: string;
  readonly url: string;
  stop(): Promise<void>;
}

const keys = (hash: string, range: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const strings = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

/** What the indexes project. */
export const PROJECTED = [
  'kind',
  'tenant_id',
  'event_id',
  'topic',
  'topics',
  'destination_id',
  'destinations',
  'destination_type',
  'status',
  'code',
  'manual',
  'latency_ms',
  'reason',
];

const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: PROJECTED },
});

/** A DynamoDB, and how the SDK sends requests to it unless over HTTP. */
interface TableServer extends Server {
  readonly requestHandler?: NonNullable<DynamoDBClientConfig['requestHandler']>;
}

/** Starts a DynamoDB, called without a connection, with the two tables as the stack defines them. */
export async function startTables(
  starting: Promise<TableServer> = startDatabase(),
): Promise<Tables> {
  const server = await starting;
  const { requestHandler } = server;
  const dynamo = new DynamoDBClient({
    ...(requestHandler && { requestHandler }),
    endpoint: server.url,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  const shape = { KeySchema: keys('pk', 'sk'), BillingMode: 'PAY_PER_REQUEST' as const };
  await dynamo.send(
    new CreateTableCommand({
      ...shape,
      TableName: 'destinations',
      AttributeDefinitions: strings('pk', 'sk', 'timeline', 'position'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-platform',
          KeySchema: keys('timeline', 'position'),
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
  await dynamo.send(
    new CreateTableCommand({
      ...shape,
      TableName: 'log',
      AttributeDefinitions: strings('pk', 'sk', 'owner', 'timeline', 'position', 'due', 'due_at'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-due',
          KeySchema: keys('due', 'due_at'),
          Projection: { ProjectionType: 'ALL' },
        },
        index('by-owner', 'owner', 'position'),
        index('by-platform', 'timeline', 'position'),
      ],
    }),
  );
  await untilActive(dynamo, ['destinations', 'log']);
  return {
    client: new Documents(awsAt(server.url)),
    sdk: DynamoDBDocumentClient.from(dynamo),
    dynamo,
    destinations: 'destinations',
    log: 'log',
    url: server.url,
    stop: async () => {
      dynamo.destroy();
      await server.stop();
    },
  };
}

/** A table cannot be read right after its creation. */
async function untilActive(dynamo: DynamoDBClient, tables: readonly string[]): Promise<void> {
  for (const TableName of tables) {
    const read = () => dynamo.send(new DescribeTableCommand({ TableName }));
    while ((await read()).Table?.TableStatus !== 'ACTIVE') await setImmediate();
  }
}
