import type { Parsed, Settings } from '../destination-type.ts';
import { optional, parseSettings, type Rule, required } from './settings-parser.ts';

/**
 * Any text without white space and control characters, up to `longest` bytes of UTF-8. What a key
 * may look like is the store's to judge: its answer comes with the verification.
 */
const token =
  (longest: number): Rule =>
  (value) => {
    if (Buffer.byteLength(value) > longest) return `must be at most ${longest} bytes long`;
    return /[\s\p{Cc}]/u.test(value)
      ? 'must not contain white space or control characters'
      : undefined;
  };

/**
 * IAM allows access key ids of 16 to 128 characters (API_AccessKey) and makes secrets of 40; other
 * stores choose their own, longer ones. A session token has no published limit (API_AssumeRole:
 * "the typical size is less than 4096 bytes").
 */
const fields = {
  key: required(token(128)),
  secret: required(token(512)),
  session: optional(token(4096)),
};

/** Checks credentials; the faults never repeat a value. */
export const parseCredentials = (credentials: Settings): Parsed =>
  parseSettings('credentials', fields, credentials);
