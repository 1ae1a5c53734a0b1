import { documentsOn } from '../../lambdas/platform/dynamodb/dynamo-helpers.dynamo.ts';
import { CliError } from '../cli-error.ts';
import type { Console } from '../console.ts';
import type { Aws } from './aws.ts';
import type { CommandOptions } from './command-options.ts';
import { EncryptedDestinations } from './encrypted-destinations.dynamo.ts';
import { findTable } from './find-table.dynamo.ts';
import { reencryptWith, sealingKey } from './keys.kms.ts';
import { reencryptCredentials } from './reencrypt-credentials.ts';

/** The stage of the local house. */
const LOCAL_STAGE = 'local';

/**
 * Does what is ordered, and tells at the end how far it got.
 *
 * @throws OperatorFault saying what the person must change, or what is left to do
 */
export async function run(
  order: CommandOptions,
  { dynamo, kms }: Aws,
  desk: Console,
): Promise<void> {
  const stage = order.stage ?? LOCAL_STAGE;
  const keyArn = await sealingKey(kms, stage);
  if (order.toKey !== undefined && order.toKey !== keyArn) {
    throw new CliError(
      `the stage seals with ${keyArn}, and its functions may not be able to read what is under another key: deploy it with -c credentialsKeyArns=${order.toKey} first`,
    );
  }
  const table = order.table ?? (await findTable(dynamo, stage));
  desk.tell(`${table}: credentials under ${keyArn}`);
  const destinations = new EncryptedDestinations(documentsOn(dynamo), table);
  const reencrypt = reencryptWith(kms, keyArn);
  const report = await reencryptCredentials(
    { destinations, reencrypt, dryRun: order.dryRun },
    desk,
  );
  desk.tell(`${desk.signal.aborted ? 'stopped: ' : ''}${report.line}`);
  if (report.failures > 0) throw new CliError('not all is under the present key material');
}
