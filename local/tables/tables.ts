import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { REGION } from '../template/names.ts';
import type { Found, Kind } from '../template/read-resources.ts';
import { TEST_CREDENTIALS } from '../test-credentials.ts';

const KeySchema = z.array(
  z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }),
);

const Properties = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
});

export type TableProperties = z.infer<typeof Properties>;

/** Tables. Time to live is ignored: nothing here lives long enough for it to matter. */
export const TABLES: Kind<typeof Properties> = {
  types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  properties: Properties,
  ignored: [
    'BillingMode',
    'DeletionProtectionEnabled',
    'PointInTimeRecoverySpecification',
    'ProvisionedThroughput',
    'Replicas',
    'SSESpecification',
    'TableClass',
    'Tags',
    'TimeToLiveSpecification',
    'WarmThroughput',
    'WriteOnDemandThroughputSettings',
  ],
};

/** Creates each table with its keys and indexes. */
export const createTables = async (
  tables: readonly Found<TableProperties>[],
  endpoint: string,
): Promise<void> => {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: TEST_CREDENTIALS });
  try {
    for (const { name, properties } of tables) {
      const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = properties;
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions,
          KeySchema,
          GlobalSecondaryIndexes,
        }),
      );
    }
  } finally {
    client.destroy();
  }
};
