import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_ACCOUNT } from '../local/demo/role.ts';
import { runDemo } from '../local/demo/script.ts';
import { DEFAULTS, FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';

const USAGE = `Runs the documented example once, from a tenant to the object in its bucket, with keys and with a
role, then stops.

usage: npm run demo

It starts its own local stack on free ports.

Exit codes: 0 everything was delivered, 1 failure, 2 usage error, 130 stopped by Ctrl-C.`;

/** Starts a local stack, runs the documented example against it, and stops it. */
async function demo(): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const end = () => void opened.disposeAsync().finally(() => process.exit(130));
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end);
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-demo-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  console.log('Starting the local stack …');
  const { apiKey, buckets } = DEFAULTS;
  const log = () => {};
  const rolesFolder = join(dataFolder, 'roles');
  await mkdir(rolesFolder);
  const customerBucket = { name: 'customer-bucket', owner: ROLE_ACCOUNT };
  const localStack = await startLocalStack({
    ...FREE_PORTS,
    apiKey,
    buckets: [...buckets, customerBucket],
    roles: rolesFolder,
    dataFolder,
    log,
  });
  opened.defer(() => localStack.stop());
  const bucket = buckets[0];
  await runDemo({ ...localStack, bucket, customerBucket: customerBucket.name, rolesFolder });
  console.log('\nEverything was delivered.');
}

const [argument] = process.argv.slice(2);
if (argument === '--help' || argument === '-h') {
  console.log(USAGE);
} else if (argument !== undefined) {
  console.error(`npm run demo takes no arguments, not ${JSON.stringify(argument)}`);
  process.exitCode = 2;
} else {
  demo().catch((error: unknown) => {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  });
}
