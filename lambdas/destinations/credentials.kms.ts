import {
  DecryptCommand,
  type DecryptCommandInput,
  EncryptCommand,
  IncorrectKeyException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { LRUCache } from 'lru-cache';
import type { Credential } from './destination.ts';
import { maskSecret } from './mask-secret.ts';

/** Whose credentials they are, the encryption context: KMS opens them for no one else. */
export interface Owner {
  readonly tenant_id: string;
  readonly destination_id: string;
}

/**
 * Seals clear credentials, field by field: a field can then be replaced by one who cannot open the
 * others. Each is far below the 4,096 bytes that KMS Encrypt takes.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
export type Encrypt = (
  clear: Readonly<Record<string, string>>,
  owner: Owner,
) => Promise<Record<string, Credential>>;

/** Opens sealed credentials. Only the functions that write to buckets can. */
export type Decrypt = (
  sealed: Readonly<Record<string, Credential>>,
  owner: Owner,
) => Promise<Record<string, string>>;

export const encryptWith =
  (kms: KMSClient, keyArn: string): Encrypt =>
  (clear, owner) =>
    mapped(clear, async (value) => {
      const command = new EncryptCommand({
        KeyId: keyArn,
        Plaintext: Buffer.from(value),
        EncryptionContext: { ...owner },
      });
      const { CiphertextBlob = new Uint8Array() } = await kms.send(command);
      return { sealed: Buffer.from(CiphertextBlob).toString('base64'), shown: maskSecret(value) };
    });

/**
 * Clear values are kept in memory by their ciphertext, so that a new credential counts at once.
 *
 * @param keyArns the keys that may have sealed them, at least one, the likeliest first
 */
export function decryptWith(kms: KMSClient, keyArns: readonly string[]): Decrypt {
  const opened = new LRUCache<string, string>({ max: 5_000 });
  const decrypt = (sealed: string, owner: Owner): Promise<string> =>
    decrypted(kms, keyArns, {
      CiphertextBlob: Buffer.from(sealed, 'base64'),
      EncryptionContext: { ...owner },
    });
  return (credentials, owner) =>
    mapped(credentials, async ({ sealed }) => {
      const name = JSON.stringify([sealed, owner.tenant_id, owner.destination_id]);
      const clear = opened.get(name) ?? (await decrypt(sealed, owner));
      opened.set(name, clear);
      return clear;
    });
}

/** With the keys that are named, and no other: KMS itself would take any that the function may use. */
async function decrypted(
  kms: KMSClient,
  [KeyId, ...others]: readonly string[],
  sealed: Omit<DecryptCommandInput, 'KeyId'>,
): Promise<string> {
  try {
    const answer = await kms.send(new DecryptCommand({ ...sealed, KeyId }));
    return Buffer.from(answer.Plaintext ?? []).toString();
  } catch (error) {
    if (others.length === 0 || !(error instanceof IncorrectKeyException)) throw error;
    return decrypted(kms, others, sealed);
  }
}

async function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => Promise<To>,
): Promise<Record<string, To>> {
  const entries = Object.entries(record).map(async ([name, value]) => [name, await map(value)]);
  return Object.fromEntries(await Promise.all(entries));
}
