import type { Parsed, Settings } from '../destination-type.ts';
import { parseSettings, type SettingsField } from '../settings-fields.ts';

/**
 * Accepts any text without white space and control characters, up to `maxBytes` bytes of UTF-8.
 * The format of a key is left to the store: the verification reports whether the store accepts
 * it.
 */
const tokenError =
  (maxBytes: number) =>
  (value: string): string | undefined => {
    if (Buffer.byteLength(value) > maxBytes) return `must be at most ${maxBytes} bytes long`;
    return /[\s\p{Cc}]/u.test(value)
      ? 'must not contain white space or control characters'
      : undefined;
  };

/**
 * The fields of the credentials, in the order of the form. IAM allows access key ids of 16 to 128
 * characters (API_AccessKey) and issues secrets of 40 characters. Other stores choose their own,
 * longer formats. A session token has no published limit (API_AssumeRole: "the typical size is
 * less than 4096 bytes").
 */
export const credentialFields: readonly SettingsField[] = [
  {
    form: {
      type: 'text',
      key: 'key',
      label: 'Access key ID',
      description: 'The id of an access key that may put objects into the bucket',
      required: true,
      sensitive: true,
      maxlength: 128,
    },
    error: tokenError(128),
  },
  {
    form: {
      type: 'text',
      key: 'secret',
      label: 'Secret access key',
      description: 'The secret of that access key',
      required: true,
      sensitive: true,
      maxlength: 512,
    },
    error: tokenError(512),
  },
  {
    form: {
      type: 'text',
      key: 'session',
      label: 'Session token',
      description: 'The session token of a temporary access key',
      required: false,
      sensitive: true,
      maxlength: 4096,
    },
    error: tokenError(4096),
  },
];

/**
 * Validates credentials. Validation errors never contain a value. A destination with a role has
 * none; Outpost's SDKs send empty ones.
 */
export const parseCredentials = (credentials: Settings, { role_arn }: Settings): Parsed => {
  if (!role_arn) return parseSettings('credentials', credentialFields, credentials, undefined);
  return Object.values(credentials).some((value) => value !== '')
    ? { errors: ['config.role_arn and credentials must not both be set: remove one of them'] }
    : { settings: {} };
};
