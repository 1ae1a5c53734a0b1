import { type DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import { CliError } from '../cli-error.ts';

/** How the names of a stage's destinations tables begin: CloudFormation's words, and ours for restored ones. */
const prefixOf = (stage: string): string => `waybill-${stage}-Destinations`;

/**
 * The name of a stage's destinations table. No stage has a capital letter in its name: none is taken
 * for another.
 *
 * @throws OperatorFault when there is none, or when there are several
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
      `several tables may be the stage's: say with --table which one it uses: ${found.join(', ')}`,
    );
  }
  return table;
}
