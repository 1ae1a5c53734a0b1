import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { CliError } from '../cli-error.ts';
import { CLIENT, localClient } from '../clients.ts';

/** A DynamoDB client configured like AWS's own tools, by `AWS_PROFILE`, `AWS_REGION` and so on. */
export const deployedDynamo = (): DynamoDBClient =>
  new DynamoDBClient({ ...CLIENT, maxAttempts: 10 });

/** A DynamoDB client for the local stack at `endpoint`. */
export const localDynamo = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient(localClient(endpoint));

/**
 * The name prefix of a stage's destinations tables. CloudFormation names them so, and
 * docs/how-to/data-protection.md restored ones.
 */
const prefixOf = (stage: string): string => `waybill-${stage}-Destinations`;

/**
 * Finds the name of a stage's destinations table. Stage names have no capital letters, so that no
 * stage matches another's tables.
 *
 * @throws CliError if there is none, or more than one
 */
export async function findTable(dynamo: DynamoDBClient, stage: string): Promise<string> {
  const prefix = prefixOf(stage);
  const found: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client: dynamo }, {})) {
    found.push(...TableNames.filter((name) => name.startsWith(prefix)));
  }
  const [table, ...others] = found;
  if (table === undefined) {
    throw new CliError(
      `there is no table named ${prefix}…: is the stage ${stage} deployed in ${await dynamo.config.region()}?`,
    );
  }
  if (others.length > 0) {
    throw new CliError(
      `several tables match the stage: set --table to the one it uses: ${found.join(', ')}`,
    );
  }
  return table;
}
