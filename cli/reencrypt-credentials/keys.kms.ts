import {
  DescribeKeyCommand,
  KMSClient,
  NotFoundException,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import type { Owner } from '../../lambdas/destinations/credentials.kms.ts';
import { CliError } from '../cli-error.ts';
import { CLIENT, localClient } from '../clients.ts';

/**
 * A KMS client configured like AWS's own tools. The functions use the same quota, so throttled calls are
 * retried more often than by default.
 */
export const deployedKms = (): KMSClient => new KMSClient({ ...CLIENT, maxAttempts: 10 });

/** A KMS client for the local stack at `endpoint`. */
export const localKms = (endpoint: string): KMSClient => new KMSClient(localClient(endpoint));

/** The result for one encrypted field. */
type Reencrypted =
  | { readonly kind: 'reencrypted'; readonly ciphertext: string }
  /** It is already encrypted with the key's current material. */
  | { readonly kind: 'fresh' }
  /** The name of KMS's error. */
  | { readonly kind: 'refused'; readonly cause: string };

/** Re-encrypts an encrypted field, for the same owner. */
export type Reencrypt = (ciphertext: string, owner: Owner) => Promise<Reencrypted>;

/**
 * KMS errors for a ciphertext that cannot be decrypted; all others are not caused by the
 * ciphertext.
 */
const UNREADABLE = [
  'InvalidCiphertextException',
  'DisabledException',
  'KMSInvalidStateException',
  'NotFoundException',
];

/**
 * Re-encrypts with the key `keyArn`, whichever key encrypts the field now. The caller's
 * `kms:ReEncryptFrom` permission limits the source keys.
 *
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
 */
export const reencryptWith =
  (kms: KMSClient, keyArn: string): Reencrypt =>
  async (ciphertext, owner) => {
    const command = new ReEncryptCommand({
      CiphertextBlob: Buffer.from(ciphertext, 'base64'),
      SourceEncryptionContext: { ...owner },
      DestinationKeyId: keyArn,
      DestinationEncryptionContext: { ...owner },
    });
    try {
      const { CiphertextBlob = new Uint8Array(), ...output } = await kms.send(command);
      const { SourceKeyMaterialId: before, DestinationKeyMaterialId: now } = output;
      return before !== undefined && before === now
        ? { kind: 'fresh' }
        : { kind: 'reencrypted', ciphertext: Buffer.from(CiphertextBlob).toString('base64') };
    } catch (error) {
      if (!(error instanceof Error) || !UNREADABLE.includes(error.name)) throw error;
      return { kind: 'refused', cause: error.name };
    }
  };

/**
 * The ARN of the key that a stage encrypts with.
 *
 * @throws CliError if it has none, or an unusable one
 */
export async function findEncryptionKey(kms: KMSClient, stage: string): Promise<string> {
  const alias = `alias/waybill/${stage}/credentials`;
  const { Arn, KeyState } = await keyAt(kms, alias, stage);
  if (!Arn || KeyState !== 'Enabled') {
    throw new CliError(`the key ${alias} cannot be used: its state is ${KeyState}`);
  }
  return Arn;
}

async function keyAt(kms: KMSClient, alias: string, stage: string) {
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: alias }));
    return KeyMetadata ?? { Arn: undefined, KeyState: undefined };
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    throw new CliError(
      `there is no key ${alias}: is the stage ${stage} deployed in ${await kms.config.region()}?`,
      1,
      { cause: error },
    );
  }
}
