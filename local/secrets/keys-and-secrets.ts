import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Found, Kind } from '../template/read-resources.ts';
import type { KeyName } from './fake-kms-keys.ts';

const KeyProperties = z.strictObject({});

/** KMS keys: symmetric ones, the only kind a template gets by default. */
export const KEYS: Kind<typeof KeyProperties> = {
  types: ['AWS::KMS::Key'],
  properties: KeyProperties,
  ignored: [
    'Description',
    'EnableKeyRotation',
    'KeyPolicy',
    'PendingWindowInDays',
    'RotationPeriodInDays',
    'Tags',
  ],
};

const AliasProperties = z.strictObject({ AliasName: z.string(), TargetKeyId: z.string() });

/** Other names of keys. */
export const ALIASES: Kind<typeof AliasProperties> = {
  types: ['AWS::KMS::Alias'],
  properties: AliasProperties,
  ignored: [],
};

type AliasProperties = z.infer<typeof AliasProperties>;

/** A key by all that it is called. */
export const keyName = (
  { ref, attributes: { Arn = '' } }: Found<object>,
  aliases: readonly Found<AliasProperties>[],
): KeyName => ({
  id: ref,
  arn: Arn,
  aliases: aliases
    .filter(({ properties }) => [ref, Arn].includes(properties.TargetKeyId))
    .map(({ properties }) => properties.AliasName),
});

const SecretProperties = z.strictObject({
  Name: z.string().optional(),
  GenerateSecretString: z.object({
    PasswordLength: z.int().positive().default(32),
    // A template means JSON with a key for the secret: a shape nothing here reads.
    SecretStringTemplate: z.undefined().optional(),
  }),
});

export type SecretProperties = z.infer<typeof SecretProperties>;

/** Secrets whose value is generated at deployment. */
export const SECRETS: Kind<typeof SecretProperties> = {
  types: ['AWS::SecretsManager::Secret'],
  properties: SecretProperties,
  ignored: ['Description', 'KmsKeyId', 'Tags'],
};

/** The value of a generated secret: random, but for the API key, which the person chose. */
export const secretValue = (
  { name, properties }: Found<SecretProperties>,
  apiKey: string,
): string => {
  if (name.endsWith('/api-key')) return apiKey;
  const length = properties.GenerateSecretString.PasswordLength;
  return randomBytes(length).toString('hex').slice(0, length);
};
