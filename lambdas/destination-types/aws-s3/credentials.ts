import type { Parsed, Settings } from '../destination-type.ts';
import { optional, parseSettings, type Rule, required } from './settings-parser.ts';

/**
 * Accepts any text without white space and control characters, up to `maxBytes` bytes of UTF-8.
 * The format of a key is left to the store: the verification reports whether the store accepts
 * it.
 */
const token =
  (maxBytes: number): Rule =>
  (value) => {
    if (Buffer.byteLength(value) > maxBytes) return `must be at most ${maxBytes} bytes long`;
    return /[\s\p{Cc}]/u.test(value)
      ? 'must not contain white space or control characters'
      : undefined;
  };

/**
 * IAM allows access key ids of 16 to 128 characters (API_AccessKey) and issues secrets of 40
 * characters. Other stores choose their own, longer formats. A session token has no published
 * limit (API_AssumeRole: "the typical size is less than 4096 bytes").
 */
const fields = {
  key: required(token(128)),
  secret: required(token(512)),
  session: optional(token(4096)),
};

/** Validates credentials. Validation errors never contain a value. */
export const parseCredentials = (credentials: Settings): Parsed =>
  parseSettings('credentials', fields, credentials);
