import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Action, action, ServiceFault } from './aws-json.ts';

const ALGORITHM = 'aes-256-gcm';
const ID_BYTES = 36;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** KMS encrypts at most this many bytes in one call. */
const MOST_PLAINTEXT = 4096;

const Context = z.record(z.string(), z.string()).default({});

interface Key {
  readonly id: string;
  readonly arn: string;
  readonly secret: Buffer;
}

/** A key the template asks for. */
export interface KeyName {
  readonly id: string;
  readonly arn: string;
}

/** KMS with fresh keys in memory. A ciphertext begins with the id of its key, as KMS's does. */
export const kmsActions = (names: readonly KeyName[]): Record<string, Action> => {
  const keys: readonly Key[] = names.map((name) => ({ ...name, secret: randomBytes(32) }));

  const find = (given: string): Key => {
    const key = keys.find(({ id, arn }) => given === id || given === arn);
    if (key === undefined) throw new ServiceFault('NotFoundException', `no key ${given}`);
    return key;
  };

  return {
    'TrentService.Encrypt': action(
      z.object({ KeyId: z.string(), Plaintext: z.base64(), EncryptionContext: Context }),
      ({ KeyId, Plaintext, EncryptionContext }) => {
        const key = find(KeyId);
        const plaintext = Buffer.from(Plaintext, 'base64');
        if (plaintext.length === 0 || plaintext.length > MOST_PLAINTEXT) {
          throw new ServiceFault('ValidationException', 'Plaintext must be 1 to 4096 bytes long');
        }
        const blob = encrypt(key, plaintext, EncryptionContext);
        return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn };
      },
    ),
    'TrentService.Decrypt': action(
      z.object({
        CiphertextBlob: z.base64(),
        EncryptionContext: Context,
        KeyId: z.string().optional(),
      }),
      ({ CiphertextBlob, EncryptionContext, KeyId }) => {
        const blob = Buffer.from(CiphertextBlob, 'base64');
        const key = keys.find(({ id }) => id === blob.subarray(0, ID_BYTES).toString());
        if (key === undefined) throw new ServiceFault('InvalidCiphertextException', '');
        if (KeyId !== undefined && find(KeyId) !== key) {
          throw new ServiceFault('IncorrectKeyException', `not encrypted with ${KeyId}`);
        }
        const plaintext = decrypt(key, blob, EncryptionContext);
        return { Plaintext: plaintext.toString('base64'), KeyId: key.arn };
      },
    ),
  };
};

const encrypt = ({ id, secret }: Key, plaintext: Buffer, context: Record<string, string>) => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(contextBytes(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from(id), iv, cipher.getAuthTag(), sealed]);
};

const decrypt = ({ secret }: Key, blob: Buffer, context: Record<string, string>): Buffer => {
  const ivEnd = ID_BYTES + IV_BYTES;
  const tagEnd = ivEnd + TAG_BYTES;
  try {
    const decipher = createDecipheriv(ALGORITHM, secret, blob.subarray(ID_BYTES, ivEnd))
      .setAAD(contextBytes(context))
      .setAuthTag(blob.subarray(ivEnd, tagEnd));
    return Buffer.concat([decipher.update(blob.subarray(tagEnd)), decipher.final()]);
  } catch {
    throw new ServiceFault('InvalidCiphertextException', '');
  }
};

/** The encryption context is a set of pairs: their order must not matter. */
const contextBytes = (context: Record<string, string>): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
