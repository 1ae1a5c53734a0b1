import { CliError } from '../cli-error.ts';
import type { Console } from '../console.ts';
import type { Aws } from './aws.ts';
import type { CommandOptions } from './command-options.ts';
import { EncryptedDestinations } from './encrypted-destinations.dynamo.ts';
import { findTable } from './find-table.dynamo.ts';
import { findEncryptionKey, reencryptWith } from './keys.kms.ts';
import { reencryptCredentials } from './reencrypt-credentials.ts';

/** The stage name of the local stack. */
const LOCAL_STAGE = 'local';

/**
 * Runs the command and prints a summary at the end.
 *
 * @throws CliError saying what the operator must change, or that destinations remain
 */
export async function run(
  options: CommandOptions,
  { dynamo, kms }: Aws,
  io: Console,
): Promise<void> {
  const stage = options.stage ?? LOCAL_STAGE;
  const keyArn = await findEncryptionKey(kms, stage);
  if (options.toKey !== undefined && options.toKey !== keyArn) {
    throw new CliError(
      `the stage encrypts with ${keyArn}, and its functions may not be allowed to decrypt with another key: deploy it with -c credentialsKeyArns=${options.toKey} first`,
    );
  }
  const table = options.table ?? (await findTable(dynamo, stage));
  io.info(`${table}: credentials encrypted with ${keyArn}`);
  const destinations = new EncryptedDestinations(dynamo, table);
  const reencrypt = reencryptWith(kms, keyArn);
  const report = await reencryptCredentials(
    { destinations, reencrypt, dryRun: options.dryRun },
    io,
  );
  io.info(`${io.signal.aborted ? 'stopped: ' : ''}${report.line}`);
  if (report.failures > 0)
    throw new CliError('not all credentials are encrypted with the current key material');
}
