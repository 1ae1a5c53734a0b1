import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  PutItemCommand,
  paginateScan,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';

/** A table is deleted and created a moment after the call. */
const WAITING = { timeout: 60_000, interval: 10 };

type Items = Record<string, unknown>[];

/** All items of all tables in the format of an export: by table, in DynamoDB JSON. */
export type Backup = ReadonlyMap<string, Items>;

/** Manages the tables of a local stack. */
export function tableKeeper(dynamodbUrl: string) {
  const client = new DynamoDBClient({
    endpoint: dynamodbUrl,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  /** The status of a table; undefined if there is none. */
  const statusOf = async (TableName: string): Promise<string | undefined> => {
    try {
      return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  };
  return {
    /** Reads all items. */
    backUp: async (): Promise<Backup> => {
      const { TableNames = [] } = await client.send(new ListTablesCommand());
      const backup = new Map<string, Items>();
      for (const TableName of TableNames) {
        const items: Items = [];
        for await (const page of paginateScan({ client }, { TableName })) {
          items.push(...(page.Items ?? []));
        }
        backup.set(TableName, items);
      }
      return backup;
    },
    /** Replaces every table with an empty one with the same keys and indexes. */
    lose: async (backup: Backup): Promise<void> => {
      for (const TableName of backup.keys()) {
        const { Table } = await client.send(new DescribeTableCommand({ TableName }));
        await client.send(new DeleteTableCommand({ TableName }));
        await vi.waitUntil(async () => (await statusOf(TableName)) === undefined, WAITING);
        await client.send(
          new CreateTableCommand({
            TableName,
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: Table?.AttributeDefinitions,
            KeySchema: Table?.KeySchema,
            GlobalSecondaryIndexes: Table?.GlobalSecondaryIndexes?.map(
              ({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }),
            ),
          }),
        );
        await vi.waitUntil(async () => (await statusOf(TableName)) === 'ACTIVE', WAITING);
      }
    },
    /** Restores all items. */
    restore: async (backup: Backup): Promise<void> => {
      for (const [TableName, items] of backup) {
        for (const item of items) {
          const Item = JSON.parse(JSON.stringify(item));
          await client.send(new PutItemCommand({ TableName, Item }));
        }
      }
    },
    stop: () => client.destroy(),
  };
}
