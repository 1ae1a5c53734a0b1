import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DescribeKeyCommand, KMSClient, RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { eventually, waybill } from '../support/waybill.ts';

const execute = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../../bin/reencrypt-credentials.ts');

const { api, dynamodbUrl, kmsUrl, tenantWith } = waybill();

/** Runs the command as an operator does; returns its output. */
async function reencrypt(): Promise<string> {
  const { stderr } = await execute(process.execPath, [PROGRAM, '--local'], {
    env: {
      ...process.env,
      LOCAL_DYNAMODB_PORT: new URL(dynamodbUrl).port,
      LOCAL_KMS_PORT: new URL(kmsUrl).port,
    },
  });
  return stderr;
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
