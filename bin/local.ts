import { readArguments } from '../local/arguments.ts';
import { LocalStackError } from '../local/local-stack-error.ts';
import { DEFAULTS } from '../local/local-stack-options.ts';
import { readableLog } from '../local/log.ts';
import { forgetRunning, recordRunning, runningIn } from '../local/running.ts';
import { readSettings } from '../local/settings.ts';

const USAGE = `Runs the whole deployed stack on this machine, without an AWS account.

usage: npm start [-- -c name=value …]

  -c, --context name=value  a setting of the stage, as for npm run deploy: see docs/reference/settings.md
  -h, --help                show this help

Environment variables configure this machine (port 0 means any free port):
  PORT                 the HTTP API's port                  ${DEFAULTS.port}
  LOCAL_AWS_PORT       the port of SQS and S3               ${DEFAULTS.awsPort}
  LOCAL_DYNAMODB_PORT  the port of DynamoDB                 ${DEFAULTS.dynamodbPort}
  LOCAL_KMS_PORT       the port of KMS, secrets and STS     any free port
  API_KEY              the API's key                        ${DEFAULTS.apiKey}
  TOPICS               known topics, comma-separated        any
  LOCAL_BUCKETS        existing buckets, comma-separated    ${DEFAULTS.buckets.join(',')}
  LOCAL_ROLES          customers’ IAM roles: JSON, or the   none
                       path of JSON files

A bucket is <name>, or <name>@<account id> if another account owns it. Roles: local/README.md.

For example: PORT=3334 npm start -- -c corsOrigins=http://localhost:5173 -c retryIntervalSeconds=1

All ports are on 127.0.0.1. Objects are files under ${DEFAULTS.dataFolder}/s3; tables and queues are in memory. Each
start begins empty: it deletes the objects of the last start. Ctrl-C stops it.

Exit codes: 0 stopped, 1 failure, 2 usage error, 130 stopped at once by a second Ctrl-C.`;

const run = async (context: Readonly<Record<string, string>>): Promise<void> => {
  // Until the local stack has started, nothing outlives this process.
  let stop = async (): Promise<void> => {};
  let stopping = false;
  const onSignal = async () => {
    if (stopping) process.exit(130);
    stopping = true;
    await stop();
    process.exit(0);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);

  const log = readableLog(console.log);
  const settings = readSettings(process.env);
  refuseSecondStart(DEFAULTS.dataFolder);
  // Imported only here, because it loads the CDK: the usage and invalid settings are shown without that
  // delay.
  const { startLocalStack } = await import('../local/start.ts');
  const localStack = await startLocalStack({
    ...settings,
    context,
    dataFolder: DEFAULTS.dataFolder,
    emptyBuckets: true,
    log,
  });
  recordRunning(DEFAULTS.dataFolder, localStack, process.pid);
  stop = async () => {
    log('stack', 'stopping');
    forgetRunning(DEFAULTS.dataFolder, process.pid);
    await localStack.stop();
  };
  log('stack', `DynamoDB is at ${localStack.dynamodbUrl}, KMS at ${localStack.kmsUrl}`);
  log(
    'stack',
    `objects are under ${DEFAULTS.dataFolder}/s3 until the next start; tables and queues are in memory`,
  );
  log(
    'stack',
    `upload payloads that are too large for the queue to the bucket ${localStack.largeEventsBucket}`,
  );
  console.log(`publish queue ${localStack.publishQueueUrl}`);
  console.log(`object store ${localStack.objectStoreUrl}`);
  console.log(`ready ${localStack.url}`);
};

/** A second local stack would delete the objects of the first. */
const refuseSecondStart = (dataFolder: string): void => {
  const running = runningIn(dataFolder);
  if (running === undefined) return;
  throw new LocalStackError(
    `a local stack already runs here, with the process id ${running.pid}: stop it first. ` +
      `(If that is another program, delete ${dataFolder}/running.)`,
  );
};

const main = async (): Promise<void> => {
  const { help, context } = readArguments(process.argv.slice(2));
  if (help) console.log(USAGE);
  else await run(context);
};

main().catch((error) => {
  console.error(error instanceof LocalStackError ? error.message : error);
  process.exit(error instanceof LocalStackError ? error.exitCode : 1);
});
