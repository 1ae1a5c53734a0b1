import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { documentsOn } from '../../lambdas/platform/dynamodb/dynamo-helpers.dynamo.ts';
import { startDynamoDb } from '../../local/tables/dynamodb-server.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';

/** In-memory tables of a single test. */
export interface Tables {
  readonly client: DynamoDBDocumentClient;
  readonly destinations: string;
  readonly log: string;
  stop(): Promise<void>;
}

const keys = (hash: string, range: string): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const strings = (...names: string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const }));

const PROJECTED = [
  'kind',
  'tenant_id',
  'event_id',
  'topic',
  'destination_id',
  'destination_ids',
  'destination_type',
  'status',
  'code',
  'manual',
  'attempt_number',
  'latency_ms',
  'reason',
];

const index = (IndexName: string, hash: string, range: string) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: PROJECTED },
});

/** Starts a DynamoDB with the two tables as the stack defines them. */
export async function startTables(starting = startDynamoDb(0)): Promise<Tables> {
  const server = await starting;
  const dynamo = new DynamoDBClient({
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
  return {
    client: documentsOn(dynamo),
    destinations: 'destinations',
    log: 'log',
    stop: async () => {
      dynamo.destroy();
      await server.stop();
    },
  };
}
