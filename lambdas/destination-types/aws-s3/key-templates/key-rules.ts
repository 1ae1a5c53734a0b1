import type { JSONValue } from '@jmespath-community/jmespath';
import { MAX_KEY_BYTES } from '../../../platform/aws/calls/object-url.ts';
import { ExactNumber } from '../../../platform/json/exact-number.ts';
import type { Settings } from '../../destination-type.ts';
import type { Piece } from './possible-value.ts';
import { numberText } from './template-interpreter.ts';

const tooLong = 'a key longer than 1,024 bytes';
const loneSurrogate = 'a key with a lone surrogate';
const controlCharacter = 'a key with a control character';
const dotSegment = 'a key with a . or .. path segment';
const trailingSlash = 'a key that ends in /';

/**
 * Returns the first reason why `key` is not a valid key. The length is checked first, as texts
 * can be huge.
 */
export const keyError = (key: string): string | undefined => {
  if (key === '') return 'an empty key';
  if (key.length > MAX_KEY_BYTES || Buffer.byteLength(key) > MAX_KEY_BYTES) return tooLong;
  if (!key.isWellFormed()) return loneSurrogate;
  if (/\p{Cc}/u.test(key)) return controlCharacter;
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)) return dotSegment;
  // SeaweedFS and s3proxy, for example, store an empty folder instead of the object.
  return key.endsWith('/') ? trailingSlash : undefined;
};

/**
 * Returns the key text of a template's result; undefined when the result cannot be a key.
 * @throws RangeError for a number that cannot be written
 */
export const keyText = (result: JSONValue): string | undefined => {
  if (typeof result === 'string') return result;
  if (typeof result === 'boolean') return String(result);
  return typeof result === 'number' || result instanceof ExactNumber
    ? numberText(result)
    : undefined;
};

/**
 * Returns why a text is not a valid key for any value of its unknown pieces; undefined when it may be
 * valid.
 */
export const certainKeyError = (pieces: readonly Piece[]): string | undefined => {
  if (!pieces.includes(null)) return keyError(pieces.join(''));
  const known = pieces.map((piece) => (piece === null ? '' : withoutSplitSurrogates(piece)));
  if (known.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0) > MAX_KEY_BYTES)
    return tooLong;
  if (known.some((piece) => !piece.isWellFormed())) return loneSurrogate;
  if (known.some((piece) => /\p{Cc}/u.test(piece))) return controlCharacter;
  const through = pieces.find((piece, index) => hasSegment(piece, index, pieces.length));
  if (through) return `${dotSegment}, through '${through}'`;
  return pieces.at(-1)?.endsWith('/') ? trailingSlash : undefined;
};

/** Removes surrogate halves at both ends, which adjacent pieces may complete. */
export const withoutSplitSurrogates = (piece: string): string =>
  piece.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');

/** Whether a piece has a `.` or `..` path segment, whatever the unknown pieces are. */
export const hasSegment = (piece: Piece, index: number, count: number): boolean => {
  if (piece === null) return false;
  // A segment may continue into an adjacent unknown piece.
  const before = index === 0 ? '/' : '';
  const after = index === count - 1 ? '/' : '';
  return /\/\.{1,2}\//.test(`${before}${piece}${after}`);
};

/** In characters. */
export const maxPrefixLength = 512;

/**
 * S3's safe characters without `*`
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html), which IAM policies take
 * for a wildcard, and `=`, which Hive partitions have.
 */
export const prefixPattern = "^[A-Za-z0-9!_.'\\(\\)=\\-][A-Za-z0-9!_.'\\(\\)\\/=\\-]*$";

const allowed = new RegExp(prefixPattern);

/** Returns a validation error phrased to follow `config.prefix`. */
export const prefixError = (prefix: string): string | undefined => {
  if (prefix.length > maxPrefixLength) return `must be at most ${maxPrefixLength} characters long`;
  if (prefix.startsWith('/')) return 'must not begin with /';
  if (!allowed.test(prefix)) return "must contain only letters, digits and ! _ . ' ( ) / = -";
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(prefix)
    ? 'must not have a . or .. path segment'
    : undefined;
};

/** The prefix of a config that is not validated yet. An invalid one has an error of its own. */
export const validPrefix = ({ prefix = '' }: Settings): string =>
  prefixError(prefix) === undefined ? prefix : '';
