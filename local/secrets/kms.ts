import * as z from 'zod';
import { type Action, action, ServiceError } from './aws-json.ts';
import { currentMaterialId, FakeKmsKeys, type KeyName } from './fake-kms-keys.ts';

/** KMS encrypts at most this many bytes in one call. */
const MAX_PLAINTEXT = 4096;

const ALGORITHM = 'SYMMETRIC_DEFAULT';

const KeyId = z.string();
const Ciphertext = z.base64();
const Context = z.record(z.string(), z.string()).default({});

/** KMS: the actions that functions call, and those for key administration. */
export const kmsActions = (names: readonly KeyName[]): Record<string, Action> => {
  const keys = new FakeKmsKeys(names);
  return {
    'TrentService.Encrypt': encrypt(keys),
    'TrentService.Decrypt': decrypt(keys),
    'TrentService.ReEncrypt': reEncrypt(keys),
    'TrentService.DescribeKey': describeKey(keys),
    'TrentService.RotateKeyOnDemand': rotateKeyOnDemand(keys),
  };
};

const encrypt = (keys: FakeKmsKeys): Action =>
  action(z.object({ KeyId, Plaintext: z.base64(), EncryptionContext: Context }), (input) => {
    const key = keys.find(input.KeyId);
    const plaintext = Buffer.from(input.Plaintext, 'base64');
    if (plaintext.length === 0 || plaintext.length > MAX_PLAINTEXT) {
      throw new ServiceError('ValidationException', 'Plaintext must be 1 to 4096 bytes long');
    }
    const blob = keys.encrypt(key, plaintext, input.EncryptionContext);
    return { CiphertextBlob: blob.toString('base64'), KeyId: key.arn };
  });

const Decrypt = z.object({
  CiphertextBlob: Ciphertext,
  EncryptionContext: Context,
  KeyId: KeyId.optional(),
});

const decrypt = (keys: FakeKmsKeys): Action =>
  action(Decrypt, ({ CiphertextBlob, EncryptionContext, KeyId: expected }) => {
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const { key, materialId, plaintext } = keys.decrypt(blob, EncryptionContext, expected);
    return { Plaintext: plaintext.toString('base64'), KeyId: key.arn, KeyMaterialId: materialId };
  });

const ReEncrypt = z.object({
  CiphertextBlob: Ciphertext,
  SourceEncryptionContext: Context,
  SourceKeyId: KeyId.optional(),
  DestinationKeyId: KeyId,
  DestinationEncryptionContext: Context,
});

const reEncrypt = (keys: FakeKmsKeys): Action =>
  action(ReEncrypt, (input) => {
    const key = keys.find(input.DestinationKeyId);
    const sealed = Buffer.from(input.CiphertextBlob, 'base64');
    const source = keys.decrypt(sealed, input.SourceEncryptionContext, input.SourceKeyId);
    const blob = keys.encrypt(key, source.plaintext, input.DestinationEncryptionContext);
    return {
      CiphertextBlob: blob.toString('base64'),
      SourceKeyId: source.key.arn,
      SourceKeyMaterialId: source.materialId,
      SourceEncryptionAlgorithm: ALGORITHM,
      KeyId: key.arn,
      DestinationKeyMaterialId: currentMaterialId(key),
      DestinationEncryptionAlgorithm: ALGORITHM,
    };
  });

const describeKey = (keys: FakeKmsKeys): Action =>
  action(z.object({ KeyId }), (input) => {
    const key = keys.find(input.KeyId);
    const { id, arn } = key;
    const state = { KeyState: 'Enabled', KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: ALGORITHM };
    return {
      KeyMetadata: {
        KeyId: id,
        Arn: arn,
        Enabled: true,
        ...state,
        CurrentKeyMaterialId: currentMaterialId(key),
      },
    };
  });

const rotateKeyOnDemand = (keys: FakeKmsKeys): Action =>
  action(z.object({ KeyId }), (input) => {
    const key = keys.find(input.KeyId);
    keys.rotate(key);
    return { KeyId: key.id };
  });
