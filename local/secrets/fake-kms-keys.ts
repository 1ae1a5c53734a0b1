import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ServiceError } from './aws-json.ts';

const ALGORITHM = 'aes-256-gcm';
const ID_BYTES = 36;
const MATERIAL_ID_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

type Context = Readonly<Record<string, string>>;

/** The key material to encrypt with. After a rotation, the old material still decrypts. */
interface Material {
  readonly id: Buffer;
  readonly secret: Buffer;
}

/** A KMS key of the template. */
export interface KeyName {
  readonly id: string;
  readonly arn: string;
  /** Its aliases, such as `alias/waybill/local/credentials`. */
  readonly aliases: readonly string[];
}

/** A key and all its material; the last is the current one. */
interface Key extends KeyName {
  readonly materials: Material[];
}

/** The result of a decryption. */
interface Decrypted {
  readonly key: Key;
  readonly materialId: string;
  readonly plaintext: Buffer;
}

/** New keys in memory. As in KMS, a ciphertext begins with the ids of its key and key material. */
export class FakeKmsKeys {
  readonly #keys: readonly Key[];

  constructor(names: readonly KeyName[]) {
    this.#keys = names.map((name) => ({ ...name, materials: [newMaterial()] }));
  }

  /** The key with that id, ARN or alias. */
  find(given: string): Key {
    const key = this.#keys.find(
      ({ id, arn, aliases }) => given === id || given === arn || aliases.includes(given),
    );
    if (key === undefined) throw new ServiceError('NotFoundException', `no key ${given}`);
    return key;
  }

  rotate({ materials }: Key): void {
    materials.push(newMaterial());
  }

  encrypt(key: Key, plaintext: Buffer, context: Context): Buffer {
    const { id, secret } = currentMaterial(key);
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(contextBytes(context));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.from(key.id), id, iv, cipher.getAuthTag(), sealed]);
  }

  /** @param expected the only key that is accepted, if given */
  decrypt(blob: Buffer, context: Context, expected: string | undefined): Decrypted {
    const key = this.#keys.find(({ id }) => id === blob.subarray(0, ID_BYTES).toString());
    if (key === undefined) throw new ServiceError('InvalidCiphertextException', '');
    if (expected !== undefined && this.find(expected) !== key) {
      throw new ServiceError('IncorrectKeyException', `not encrypted with ${expected}`);
    }
    const rest = blob.subarray(ID_BYTES + MATERIAL_ID_BYTES);
    const materialId = blob.subarray(ID_BYTES, ID_BYTES + MATERIAL_ID_BYTES);
    const material = key.materials.find(({ id }) => id.equals(materialId));
    if (material === undefined) throw new ServiceError('InvalidCiphertextException', '');
    const plaintext = opened(material, rest, context);
    return { key, materialId: materialId.toString('hex'), plaintext };
  }
}

/** The id of the key's current material. */
export const currentMaterialId = (key: Key): string => currentMaterial(key).id.toString('hex');

function currentMaterial({ materials }: Key): Material {
  const current = materials.at(-1);
  if (current === undefined) throw new Error('a key has no material');
  return current;
}

const newMaterial = (): Material => ({
  id: randomBytes(MATERIAL_ID_BYTES),
  secret: randomBytes(32),
});

function opened({ secret }: Material, sealed: Buffer, context: Context): Buffer {
  const tagEnd = IV_BYTES + TAG_BYTES;
  try {
    const decipher = createDecipheriv(ALGORITHM, secret, sealed.subarray(0, IV_BYTES))
      .setAAD(contextBytes(context))
      .setAuthTag(sealed.subarray(IV_BYTES, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
  } catch {
    throw new ServiceError('InvalidCiphertextException', '');
  }
}

/** The encryption context is a set of pairs, so that their order must not matter. */
const contextBytes = (context: Context): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
