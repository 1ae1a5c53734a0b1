import type { DecryptCommandInput } from '@aws-sdk/client-kms';
import type { DestinationTarget } from '../destination-types/destination-type.ts';
import { isAwsError } from '../platform/aws/calls/aws-error.ts';
import type { EncryptionKeys } from '../platform/aws/calls/encryption-keys.kms.ts';
import { boundedCache } from '../platform/bounded-cache.ts';
import type { Credential, Destination } from './destination.ts';
import { maskSecret } from './mask-secret.ts';

/** The owner of credentials. Used as the encryption context, without which KMS does not decrypt them. */
export interface Owner {
  readonly tenant_id: string;
  readonly destination_id: string;
}

/**
 * Encrypts credentials field by field, so that a caller without decrypt permission can replace one
 * field. Each is far below the 4,096 bytes that KMS Encrypt accepts.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html
 */
export type Encrypt = (
  clear: Readonly<Record<string, string>>,
  owner: Owner,
) => Promise<Record<string, Credential>>;

/** Decrypts credentials. Only the functions that write to buckets have permission. */
export type Decrypt = (
  encrypted: Readonly<Record<string, Credential>>,
  owner: Owner,
) => Promise<Record<string, string>>;

/** Decrypts the credentials of a destination, for its writer or verifier. */
export async function decryptTarget(
  decrypt: Decrypt,
  { tenant_id, id, config, credentials, delivery_metadata = {}, external_id }: Destination,
): Promise<DestinationTarget> {
  const decrypted = await decrypt(credentials, { tenant_id, destination_id: id });
  return { id, config, credentials: decrypted, delivery_metadata, external_id };
}

/** Encrypts with the KMS key `keyArn`. */
export const encryptWith =
  (kms: EncryptionKeys, keyArn: string): Encrypt =>
  (clear, owner) =>
    mapValues(clear, async (value) => {
      const { CiphertextBlob } = await kms.encrypt({
        KeyId: keyArn,
        Plaintext: Buffer.from(value),
        EncryptionContext: { ...owner },
      });
      return { ciphertext: CiphertextBlob.toString('base64'), shown: maskSecret(value) };
    });

/**
 * Decrypts with the keys `keyArns`. Plaintext is cached in memory by ciphertext and owner, so a changed
 * credential takes effect at once.
 *
 * @param keyArns the keys that may have encrypted the credentials, at least one, the likeliest first
 */
export function decryptWith(kms: EncryptionKeys, keyArns: readonly string[]): Decrypt {
  const cache = boundedCache<string>(5_000);
  const decrypt = (ciphertext: string, owner: Owner): Promise<string> =>
    decryptWithKeys(kms, keyArns, {
      CiphertextBlob: Buffer.from(ciphertext, 'base64'),
      EncryptionContext: { ...owner },
    });
  return (credentials, owner) =>
    mapValues(credentials, async ({ ciphertext }) => {
      const cacheKey = JSON.stringify([ciphertext, owner.tenant_id, owner.destination_id]);
      const clear = cache.get(cacheKey) ?? (await decrypt(ciphertext, owner));
      cache.set(cacheKey, clear);
      return clear;
    });
}

/**
 * Tries the given keys in order. Naming the key excludes all others: without a `KeyId`, KMS uses any key
 * that the function may use.
 */
async function decryptWithKeys(
  kms: EncryptionKeys,
  [KeyId, ...others]: readonly string[],
  input: Omit<DecryptCommandInput, 'KeyId'>,
): Promise<string> {
  try {
    const { Plaintext } = await kms.decrypt({ ...input, KeyId });
    return Plaintext.toString();
  } catch (error) {
    if (others.length === 0 || !isAwsError(error, 'IncorrectKeyException')) throw error;
    return decryptWithKeys(kms, others, input);
  }
}

async function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => Promise<To>,
): Promise<Record<string, To>> {
  const entries = Object.entries(record).map(async ([name, value]) => [name, await map(value)]);
  return Object.fromEntries(await Promise.all(entries));
}
