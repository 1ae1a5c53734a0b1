import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Found, Kind } from '../template/read-resources.ts';
import type { KeyName } from './fake-kms-keys.ts';

const KeyProperties = z.strictObject({});

/** Symmetric KMS keys, a template's default and the only kind supported. */
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

export const ALIASES: Kind<typeof AliasProperties> = {
  types: ['AWS::KMS::Alias'],
  properties: AliasProperties,
  ignored: [],
};

type AliasProperties = z.infer<typeof AliasProperties>;

/** A key with its id, ARN and aliases. */
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
    // A template means that the secret is JSON with a generated key, which no function here reads.
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

/** The value of a generated secret: random, except for the API key, which the user configures. */
export const secretValue = (
  { name, properties }: Found<SecretProperties>,
  apiKey: string,
): string => {
  if (name.endsWith('/api-key')) return apiKey;
  const length = properties.GenerateSecretString.PasswordLength;
  return randomBytes(length).toString('hex').slice(0, length);
};
