import { DescribeKeyCommand, KMSClient, RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { localAws } from '../../cli/reencrypt-credentials/aws.ts';
import { parseCommandLine } from '../../cli/reencrypt-credentials/command-options.ts';
import { run } from '../../cli/reencrypt-credentials/run.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { aConsole } from '../cli/dead-letters/builders.ts';
import { eventually, waybill } from '../support/waybill.ts';

const { api, dynamodbUrl, kmsUrl, tenantWith } = waybill();

/** Runs the command; returns its output. */
async function reencrypt(): Promise<string> {
  const options = parseCommandLine(['--local']);
  if (!options) throw new Error('the command line asks for help');
  const [dynamodbPort, kmsPort] = [dynamodbUrl, kmsUrl].map((url) => new URL(url).port);
  const aws = localAws({}, { dynamodbPort: dynamodbPort ?? '', kmsPort: kmsPort ?? '' });
  const { io, messages } = aConsole();
  await run(options, aws, io);
  aws.dynamo.destroy();
  aws.kms.destroy();
  return messages.join('\n');
}

/** Rotates the key material of the credentials key, as AWS does once a year. */
async function rotate(): Promise<void> {
  const kms = new KMSClient({
    endpoint: kmsUrl,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  const KeyId = 'alias/waybill/local/credentials';
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
  await kms.send(new RotateKeyOnDemandCommand({ KeyId: KeyMetadata?.KeyId }));
  kms.destroy();
}

async function deliveredTo(tenant_id: string): Promise<void> {
  const { body } = await api('POST', '/publish', { tenant_id, topic: 'orders', data: {} });
  const attempts = await eventually(async () => {
    const { models } = (await api('GET', `/attempts?event_id=${body.id}`)).body;
    return models.length > 0 && models;
  });
  expect(attempts).toMatchObject([{ status: 'success' }]);
}

test('credentials survive a key rotation and their re-encryption with the new material', async () => {
  const id = await tenantWith('reencrypted');
  const path = `/tenants/reencrypted/destinations/${id}`;
  const before = await api('GET', path);
  await rotate();
  await deliveredTo('reencrypted');
  expect(await reencrypt()).toMatch(/[1-9]\d* of \d+ destinations re-encrypted/);
  expect((await api('GET', path)).body).toEqual(before.body);
  await deliveredTo('reencrypted');
  const patched = await api('PATCH', path, { credentials: before.body.credentials });
  expect(patched.status).toBe(200);
  await deliveredTo('reencrypted');
  // Other tests store destinations meanwhile, encrypted with the new material.
  expect(await reencrypt()).toMatch(/^0 of \d+ destinations re-encrypted/m);
});
