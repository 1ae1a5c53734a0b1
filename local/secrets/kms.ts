import * as z from 'zod';
import { type Action, action, ServiceError } from './aws-json.ts';
import { FakeKmsKeys, type KeyName, presentMaterialId } from './fake-kms-keys.ts';

/** KMS encrypts at most this many bytes in one call. */
const MAX_PLAINTEXT = 4096;

const ALGORITHM = 'SYMMETRIC_DEFAULT';

const KeyId = z.string();
const Ciphertext = z.base64();
const Context = z.record(z.string(), z.string()).default({});

/** KMS: the actions that functions call, and those for key administration. */
export const kmsActions = (names: readonly KeyName[]): Record<string, Action> => {
  const ring = new FakeKmsKeys(names);
  return {
    'TrentService.Encrypt': encrypt(ring),
    'TrentService.Decrypt': decrypt(ring),
    'TrentService.ReEncrypt': reEncrypt(ring),
    'TrentService.DescribeKey': describeKey(ring),
    'TrentService.RotateKeyOnDemand': rotateKeyOnDemand(ring),
  };
};

const encrypt = (ring: FakeKmsKeys): Action =>
  action(z.object({ KeyId, Plaintext: z.base64(), EncryptionContext: Context }), (input) => {
    const key = ring.find(input.KeyId);
    const plaintext = Buffer.from(input.Plaintext, 'base64');
    if (plaintext.length === 0 || plaintext.length > MAX_PLAINTEXT) {
      throw new ServiceError('ValidationException', 'Plaintext must be 1 to 4096 bytes long');
    }
    const blob = ring.encrypt(key, plaintext, input.EncryptionContext);
    return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn };
  });

const Decrypt = z.object({
  CiphertextBlob: Ciphertext,
  EncryptionContext: Context,
  KeyId: KeyId.optional(),
});

const decrypt = (ring: FakeKmsKeys): Action =>
  action(Decrypt, ({ CiphertextBlob, EncryptionContext, KeyId: expected }) => {
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const { key, materialId, plaintext } = ring.decrypt(blob, EncryptionContext, expected);
    return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, KeyMaterialId: materialId };
  });

const ReEncrypt = z.object({
  CiphertextBlob: Ciphertext,
  SourceEncryptionContext: Context,
  SourceKeyId: KeyId.optional(),
  DestinationKeyId: KeyId,
  DestinationEncryptionContext: Context,
});

const reEncrypt = (ring: FakeKmsKeys): Action =>
  action(ReEncrypt, (input) => {
    const key = ring.find(input.DestinationKeyId);
    const sealed = Buffer.from(input.CiphertextBlob, 'base64');
    const source = ring.decrypt(sealed, input.SourceEncryptionContext, input.SourceKeyId);
    const blob = ring.encrypt(key, source.plaintext, input.DestinationEncryptionContext);
    return {
      CiphertextBlob: blob.toString('base64'),
      SourceKeyId: source.key.arn,
      SourceKeyMaterialId: source.materialId,
      SourceEncryptionAlgorithm: ALGORITHM,
      KeyId: key.arn,
      DestinationKeyMaterialId: presentMaterialId(key),
      DestinationEncryptionAlgorithm: ALGORITHM,
    };
  });

const describeKey = (ring: FakeKmsKeys): Action =>
  action(z.object({ KeyId }), (input) => {
    const key = ring.find(input.KeyId);
    const { id, arn } = key;
    const is = { KeyState: 'Enabled', KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: ALGORITHM };
    return {
      KeyMetadata: {
        KeyId: id,
        Arn: arn,
        Enabled: true,
        ...is,
        CurrentKeyMaterialId: presentMaterialId(key),
      },
    };
  });

const rotateKeyOnDemand = (ring: FakeKmsKeys): Action =>
  action(z.object({ KeyId }), (input) => {
    const key = ring.find(input.KeyId);
    ring.rotate(key);
    return { KeyId: key.id };
  });
