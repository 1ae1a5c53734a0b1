import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encryptWith } from '../../../lambdas/destinations/credentials.kms.ts';
import { DestinationStore } from '../../../lambdas/destinations/destination-store.dynamo.ts';
import { Documents } from '../../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { startDynamoDb } from '../../../local/tables/dynamodb-server.ts';
import { TEST_CREDENTIALS } from '../../../local/test-credentials.ts';
import { awsAt } from '../../support/aws.ts';
import { aDestination } from '../../support/builders.ts';
import { runProgram, startProgram } from '../run-program.ts';
import { KEYS, startKms } from './kms.ts';

const TABLE = 'waybill-local-DestinationsTable12345678';
const [FIRST = '', SECOND = ''] = KEYS.map(({ arn }) => arn);

let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let kms: Awaited<ReturnType<typeof startKms>>;
let dynamo: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynamoDb(0);
  kms = await startKms();
  const endpoint = dynamodb.url;
  dynamo = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS });
  for (const table of [TABLE, 'waybill-local-2-DestinationsTable12345678', 'another']) {
    await createTable(table);
  }
});
afterAll(async () => {
  dynamo.destroy();
  await kms.stop();
  await dynamodb.stop();
});

const createTable = (TableName: string) =>
  dynamo.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );

/** Stores this many destinations in a table, with credentials from before a key rotation. */
async function stored(table: string, count: number, ciphertext?: string): Promise<void> {
  const store = new DestinationStore(new Documents(awsAt(dynamodb.url)), table);
  for (let n = 0; n < count; n += 1) {
    const owner = { tenant_id: 'acme', destination_id: `des_${n}` };
    const credentials = ciphertext
      ? { key: { ciphertext, shown: '****' } }
      : await encryptWith(kms.keys, FIRST)({ key: 'AKIA' }, owner);
    await store.put(aDestination({ id: owner.destination_id, credentials }));
  }
  await kms.kms.send(new RotateKeyOnDemandCommand({ KeyId: FIRST }));
}

/** The servers of this test are the local stack's. */
const environmentWith = (given: Record<string, string> = {}) => ({
  LOCAL_DYNAMODB_PORT: new URL(dynamodb.url).port,
  LOCAL_KMS_PORT: kms.port,
  ...given,
});

const start = (args: readonly string[]) =>
  startProgram('reencrypt-credentials.ts', args, environmentWith());

const run = (args: readonly string[], environment?: Record<string, string>) =>
  runProgram('reencrypt-credentials.ts', args, environmentWith(environment));

test('--help prints its usage', async () => {
  const { out, stderr, code } = await run(['--help']);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  expect(out).toContain('npm run reencrypt-credentials -- --stage NAME');
});

test.each([
  [[], {}, 2, 'exactly one of --stage NAME and --local is required\n'],
  [
    ['--local'],
    { LOCAL_KMS_PORT: 'kms' },
    2,
    'LOCAL_KMS_PORT must be a port from 1 to 65535, not "kms"\n',
  ],
  [['--local'], { LOCAL_KMS_PORT: '1' }, 1, 'no local stack responds'],
  [['--local', '--table', 'nothing'], {}, 1, 'the table does not exist: --table must name'],
  [['--local', '--to-key', SECOND], {}, 1, `deploy it with -c credentialsKeyArns=${SECOND} first`],
])('%j with %j is rejected with the fix', async (args, environment, code, words) => {
  const result = await run(args, environment);
  expect(result.code).toBe(code);
  expect(result.stderr).toContain(words);
  expect(result.stderr).not.toContain('    at ');
});

test('missing AWS credentials are reported', async () => {
  const { stderr, code } = await run(['--stage', 'prod'], {
    HOME: '/nonexistent',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_PROFILE: '',
    AWS_REGION: 'us-east-1',
  });
  expect(code).toBe(1);
  expect(stderr).toContain('there are no AWS credentials');
});

test('it re-encrypts stored credentials and prints how many; a second run finds nothing to do', async () => {
  await stored(TABLE, 3);
  const first = await run(['--local', '--to-key', FIRST]);
  expect(first).toEqual({
    out: '',
    code: 0,
    stderr: `${TABLE}: credentials encrypted with ${FIRST}\n3 of 3 destinations re-encrypted, 0 already encrypted with the current key material\n`,
  });
  expect((await run(['--local'])).stderr).toContain('0 of 3 destinations re-encrypted');
});

test('it exits with code 1 when work remains', async () => {
  await stored('another', 1, 'bm9uc2Vuc2U=');
  const { stderr, code } = await run(['--local', '--table', 'another']);
  expect(code).toBe(1);
  expect(stderr).toContain('acme des_0: key: InvalidCiphertextException\n');
  expect(stderr).toMatch(
    /1 could not be decrypted\nnot all credentials are encrypted with the current key material\n$/,
  );
});

test('Ctrl-C stops it after pending writes, with exit code 130', async () => {
  await stored(TABLE, 100);
  const program = start(['--local']);
  const stderr = text(program.stderr);
  program.stderr.once('data', () => program.kill('SIGINT'));
  const [code] = await once(program, 'exit');
  expect(code).toBe(130);
  expect(await stderr).toMatch(/stopped: \d+ of \d+ destinations re-encrypted/);
});

test('with several candidate tables, it asks for --table', async () => {
  await createTable('waybill-local-Destinations-restored');
  const { stderr, code } = await run(['--local']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/several tables match the stage: set --table to the one it uses/);
});
