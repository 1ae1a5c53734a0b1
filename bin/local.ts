import { startHouse } from '../local/house.ts';
import { HouseFault } from '../local/house-fault.ts';
import { DEFAULTS } from '../local/house-options.ts';
import { readableLog } from '../local/log.ts';
import { readSettings } from '../local/settings.ts';

const USAGE = `Runs the whole deployed stack on this machine, without an AWS account.

usage: npm start

Settings are environment variables (a port of 0 means any free one):
  PORT                 the HTTP API's port                  ${DEFAULTS.port}
  LOCAL_AWS_PORT       the port of SQS and S3               ${DEFAULTS.awsPort}
  LOCAL_DYNAMODB_PORT  the port of DynamoDB                 ${DEFAULTS.dynamodbPort}
  LOCAL_KMS_PORT       the port of KMS and secrets          any free one
  API_KEY              the API's key                        ${DEFAULTS.apiKey}
  TOPICS               the topics allowed, by commas        any
  LOCAL_BUCKETS        the buckets that exist, by commas    ${DEFAULTS.buckets.join(',')}

Objects are files under ${DEFAULTS.dataFolder}/s3 and stay. Tables and queues live in memory.
Ctrl-C stops it.`;

const run = async (): Promise<void> => {
  // Until there is a house to stop, there is nothing that outlives this process.
  let stop = async (): Promise<void> => {};
  let stopping = false;
  const onSignal = async () => {
    if (stopping) process.exit(130);
    stopping = true;
    await stop();
    process.exit(0);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  const log = readableLog(console.log);
  const settings = readSettings(process.env);
  const house = await startHouse({ ...settings, dataFolder: DEFAULTS.dataFolder, log });
  stop = async () => {
    log('house', 'stopping');
    await house.stop();
  };
  log('house', `DynamoDB is at ${house.dynamodbUrl}, KMS at ${house.kmsUrl}`);
  log('house', `objects are under ${DEFAULTS.dataFolder}/s3; tables and queues live in memory`);
  log('house', `payloads too large for the queue go into the bucket ${house.largeEventsBucket}`);
  console.log(`publish queue ${house.publishQueueUrl}`);
  console.log(`object store ${house.objectStoreUrl}`);
  console.log(`ready ${house.url}`);
};

if (process.argv.includes('--help')) {
  console.log(USAGE);
} else {
  run().catch((error) => {
    console.error(error instanceof HouseFault ? error.message : error);
    process.exit(1);
  });
}
