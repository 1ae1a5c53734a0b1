import { createServer } from 'node:http';
import { KMSClient, RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decryptWith, encryptWith } from '../../lambdas/destinations/credentials.kms.ts';
import { EncryptionKeys } from '../../lambdas/platform/aws/calls/encryption-keys.kms.ts';
import { close, listen } from '../../local/listen.ts';
import { serveAwsJson } from '../../local/secrets/aws-json.ts';
import { kmsActions } from '../../local/secrets/kms.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { awsAt } from '../support/aws.ts';

const [ARN = '', OTHER = '', UNUSED = ''] = [1, 2, 3].map(
  (n) => `arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-00000000000${n}`,
);
const OWNER = { tenant_id: 'acme', destination_id: 'des_1' };
const actions = kmsActions(
  [ARN, OTHER, UNUSED].map((arn) => ({ id: arn.split('/')[1] ?? '', arn, aliases: [] })),
);
const server = createServer(serveAwsJson(actions));
let sdk: KMSClient;
let kms: EncryptionKeys;
let calls = 0;

beforeAll(async () => {
  const endpoint = await listen(server, 0, '');
  kms = new EncryptionKeys(awsAt(endpoint));
  sdk = new KMSClient({ endpoint, region: 'us-east-1', credentials: TEST_CREDENTIALS });
  server.on('request', () => {
    calls += 1;
  });
});
afterAll(async () => {
  sdk.destroy();
  await close(server);
});

const CLEAR = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalr…ü' };

test('credentials decrypt for their owner, and are shown masked', async () => {
  const encrypted = await encryptWith(kms, ARN)(CLEAR, OWNER);
  expect(encrypted.key?.shown).toBe('AKIA****************');
  expect(JSON.stringify(encrypted)).not.toContain('IOSFODNN7');
  expect(await decryptWith(kms, [ARN])(encrypted, OWNER)).toEqual(CLEAR);
});

test.each([
  { tenant_id: 'globex', destination_id: 'des_1' },
  { tenant_id: 'acme', destination_id: 'des_2' },
])('credentials of another owner do not decrypt for %j, not even from the cache', async (other) => {
  const encrypted = await encryptWith(kms, ARN)(CLEAR, OWNER);
  const open = decryptWith(kms, [ARN]);
  await open(encrypted, OWNER);
  await expect(open(encrypted, other)).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
});

test('plaintext is cached by ciphertext: a changed credential is decrypted again', async () => {
  const open = decryptWith(kms, [ARN]);
  const first = await encryptWith(kms, ARN)(CLEAR, OWNER);
  await open(first, OWNER);
  const before = calls;
  await open(first, OWNER);
  expect(calls).toBe(before);
  const second = await encryptWith(kms, ARN)({ ...CLEAR, secret: 'rotated' }, OWNER);
  expect(await open(second, OWNER)).toEqual({ ...CLEAR, secret: 'rotated' });
});

test('credentials encrypted before a key rotation decrypt after it', async () => {
  const encrypted = await encryptWith(kms, ARN)(CLEAR, OWNER);
  await sdk.send(new RotateKeyOnDemandCommand({ KeyId: ARN }));
  expect(await decryptWith(kms, [ARN])(encrypted, OWNER)).toEqual(CLEAR);
  expect((await encryptWith(kms, ARN)(CLEAR, OWNER)).key?.ciphertext).not.toBe(
    encrypted.key?.ciphertext,
  );
});

test('each field decrypts with whichever configured key encrypted it', async () => {
  const old = await encryptWith(kms, ARN)(CLEAR, OWNER);
  const moved = await encryptWith(kms, OTHER)(CLEAR, OWNER);
  const open = decryptWith(kms, [UNUSED, OTHER, ARN]);
  expect(await open({ ...old, key: moved.key ?? { ciphertext: '', shown: '' } }, OWNER)).toEqual(
    CLEAR,
  );
});

test('credentials encrypted with another key do not decrypt, although KMS permits that key', async () => {
  const encrypted = await encryptWith(kms, UNUSED)(CLEAR, OWNER);
  await expect(decryptWith(kms, [OTHER, ARN])(encrypted, OWNER)).rejects.toMatchObject({
    name: 'IncorrectKeyException',
  });
});
