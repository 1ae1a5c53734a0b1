import { ReEncryptCommand, RotateKeyOnDemandCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Console } from '../../../cli/console.ts';
import { EncryptedDestinations } from '../../../cli/reencrypt-credentials/encrypted-destinations.dynamo.ts';
import {
  findEncryptionKey,
  type Reencrypt,
  reencryptWith,
} from '../../../cli/reencrypt-credentials/keys.kms.ts';
import {
  type ReencryptDeps,
  reencryptCredentials,
} from '../../../cli/reencrypt-credentials/reencrypt-credentials.ts';
import { decryptWith, encryptWith } from '../../../lambdas/destinations/credentials.kms.ts';
import type { Destination } from '../../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../../lambdas/destinations/destination-store.dynamo.ts';
import { aDestination, NOW } from '../../support/builders.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import { KEYS, startKms } from './kms.ts';

const [FIRST = '', SECOND = ''] = KEYS.map(({ arn }) => arn);
const CLEAR = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalr…ü' };

let kms: Awaited<ReturnType<typeof startKms>>;
let tables: Tables;
let store: DestinationStore;
let messages: string[];
let stopping: AbortController;

beforeAll(async () => {
  kms = await startKms();
});
afterAll(() => kms.stop());

beforeEach(async () => {
  tables = await startTables();
  store = new DestinationStore(tables.client, tables.destinations);
  messages = [];
  stopping = new AbortController();
  return () => tables.stop();
});

const io = (): Console => ({
  out: () => {},
  info: (line) => messages.push(line),
  progress: () => {},
  now: NOW,
  signal: stopping.signal,
});

/** Stores a destination with encrypted credentials. */
async function stored(id: string, given: Partial<Destination> = {}): Promise<Destination> {
  const tenant_id = given.tenant_id ?? 'acme';
  const credentials = await encryptWith(kms.keys, FIRST)(CLEAR, { tenant_id, destination_id: id });
  const destination = aDestination({ id, credentials, ...given });
  await store.put(destination);
  return destination;
}

const run = async (given: Partial<ReencryptDeps> = {}) =>
  reencryptCredentials(
    {
      destinations: new EncryptedDestinations(tables.dynamo, tables.destinations),
      reencrypt: reencryptWith(kms.kms, FIRST),
      dryRun: false,
      ...given,
    },
    io(),
  );

const rotate = () => kms.kms.send(new RotateKeyOnDemandCommand({ KeyId: FIRST }));

const now = async ({ tenant_id, id }: Destination) => store.find(tenant_id, id);

test('after a rotation every field is re-encrypted, has the same masked value, and decrypts for its owner only', async () => {
  const before = await Promise.all([stored('des_1'), stored('des_2', { tenant_id: 'globex' })]);
  await rotate();
  const { line, failures } = await run();
  expect({ line, failures }).toEqual({
    line: '2 of 2 destinations re-encrypted, 0 already encrypted with the current key material',
    failures: 0,
  });
  for (const old of before) {
    const fresh = await now(old);
    const owner = { tenant_id: old.tenant_id, destination_id: old.id };
    expect(await decryptWith(kms.keys, [FIRST])(fresh?.credentials ?? {}, owner)).toEqual(CLEAR);
    for (const name of ['key', 'secret']) {
      expect(fresh?.credentials[name]?.ciphertext).not.toBe(old.credentials[name]?.ciphertext);
      expect(fresh?.credentials[name]?.shown).toBe(old.credentials[name]?.shown);
    }
    const another = { ...owner, destination_id: 'des_3' };
    await expect(
      decryptWith(kms.keys, [FIRST])(fresh?.credentials ?? {}, another),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  }
});

test('only credentials and version change; id, tenant and ETag stay', async () => {
  const before = await stored('des_1', { metadata: { a: 'b' }, revision: 7, version: 9 });
  await rotate();
  await run();
  const { credentials, ...fresh } = (await now(before)) ?? aDestination();
  const { credentials: _, ...old } = before;
  expect(fresh).toEqual({ ...old, version: 10 });
  expect(Object.keys(credentials)).toEqual(['key', 'secret']);
});

test('a field under the current material is unchanged, so that a run can continue another', async () => {
  const destination = await stored('des_1');
  await rotate();
  await stored('des_2');
  await run();
  const once = await now(destination);
  expect((await run()).line).toBe(
    '0 of 2 destinations re-encrypted, 2 already encrypted with the current key material',
  );
  expect(await now(destination)).toEqual(once);
});

test('a dry run reports the work and changes nothing', async () => {
  const destination = await stored('des_1');
  await rotate();
  expect((await run({ dryRun: true })).line).toMatch(/^1 of 1 destinations would be re-encrypted/);
  expect(await now(destination)).toEqual(destination);
});

test('all fields move to another key, and decrypt with both while the functions know both', async () => {
  const destination = await stored('des_1');
  const opens = () => decryptWith(kms.keys, [SECOND, FIRST]);
  const owner = { tenant_id: 'acme', destination_id: 'des_1' };
  expect(await opens()(destination.credentials, owner)).toEqual(CLEAR);
  await run({ reencrypt: reencryptWith(kms.kms, SECOND) });
  const moved = (await now(destination))?.credentials ?? {};
  expect(await opens()(moved, owner)).toEqual(CLEAR);
  await expect(decryptWith(kms.keys, [FIRST])(moved, owner)).rejects.toMatchObject({
    name: 'IncorrectKeyException',
  });
});

/** Re-encrypts after a concurrent change was stored. */
const after =
  (other: () => Promise<unknown>): Reencrypt =>
  async (ciphertext, owner) => {
    await other();
    return reencryptWith(kms.kms, FIRST)(ciphertext, owner);
  };

test('a concurrent change is not overwritten, and is re-encrypted too', async () => {
  const destination = await stored('des_1');
  await rotate();
  let other: Destination | undefined;
  const reencrypt = after(async () => {
    if (other) return;
    other = { ...destination, topics: ['changed'], version: 2, revision: 2 };
    expect(await store.change(destination, other)).toBe(true);
  });
  expect((await run({ reencrypt })).line).toMatch(/^1 of 1 destinations re-encrypted/);
  const fresh = await now(destination);
  expect(fresh).toMatchObject({ topics: ['changed'], version: 3, revision: 2 });
  expect(fresh?.credentials).not.toEqual(destination.credentials);
});

test('a destination that changes repeatedly is left to the next run', async () => {
  const destination = await stored('des_1');
  await rotate();
  let version = 1;
  const reencrypt = after(async () => {
    version += 1;
    await store.change({ ...destination, version: version - 1 }, { ...destination, version });
  });
  const { line, failures } = await run({ reencrypt });
  expect(failures).toBe(1);
  expect(line).toMatch(/1 skipped after repeated concurrent changes$/);
});

test('a deleted destination is not a failure', async () => {
  await stored('gone');
  await store.delete({ tenant_id: 'acme', id: 'gone' }, NOW);
  await stored('going');
  await rotate();
  const reencrypt = after(() => store.delete({ tenant_id: 'acme', id: 'going' }, NOW));
  const { line, failures } = await run({ reencrypt });
  expect({ line, failures }).toEqual({
    line: '0 of 1 destinations re-encrypted, 0 already encrypted with the current key material, 1 deleted in the meantime',
    failures: 0,
  });
});

test('a field that cannot be decrypted is reported, left unchanged, and blocks no other', async () => {
  const good = await stored('des_1');
  const bad = await stored('des_2', {
    credentials: { secret: { ciphertext: 'bm9uc2Vuc2U=', shown: 'AKIA****' } },
  });
  await rotate();
  const { line, failures } = await run();
  expect(failures).toBe(1);
  expect(line).toMatch(/^1 of 2 destinations re-encrypted, .* 1 could not be decrypted$/);
  expect(messages).toEqual(['acme des_2: secret: InvalidCiphertextException']);
  expect(await now(bad)).toEqual(bad);
  expect((await now(good))?.version).toBe(2);
});

test('any other KMS error ends the run', async () => {
  await stored('des_1');
  const reencrypt = reencryptWith(kms.kms, 'arn:aws:kms:us-east-1:000000000000:key/none');
  await expect(run({ reencrypt: (...args) => reencrypt(...args).then(denied) })).rejects.toThrow(
    'AccessDenied',
  );
});

const denied = (): never => {
  throw new Error('AccessDenied');
};

test('stopping completes the writes in progress and starts no others', async () => {
  for (let n = 0; n < 25; n += 1) await stored(`des_${n}`);
  await rotate();
  const reencrypt = after(async () => stopping.abort());
  expect((await run({ reencrypt })).line).toMatch(/^10 of 10 destinations re-encrypted/);
  stopping = new AbortController();
  expect((await run()).line).toBe(
    '15 of 25 destinations re-encrypted, 10 already encrypted with the current key material',
  );
});

test('the encryption key of a stage is found by its alias', async () => {
  expect(await findEncryptionKey(kms.kms, 'local')).toBe(FIRST);
  await expect(findEncryptionKey(kms.kms, 'prod')).rejects.toThrow(
    'there is no key alias/waybill/prod/credentials: is the stage prod deployed in us-east-1?',
  );
});

test('the local stack’s KMS re-encrypts for the given encryption context, as KMS does', async () => {
  const { credentials } = await stored('des_1');
  const command = (context: Record<string, string>) =>
    new ReEncryptCommand({
      CiphertextBlob: Buffer.from(credentials.key?.ciphertext ?? '', 'base64'),
      SourceEncryptionContext: context,
      DestinationKeyId: SECOND,
    });
  await expect(kms.kms.send(command({ tenant_id: 'acme' }))).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });
  const owner = { tenant_id: 'acme', destination_id: 'des_1' };
  expect(await kms.kms.send(command(owner))).toMatchObject({ SourceKeyId: FIRST, KeyId: SECOND });
});
