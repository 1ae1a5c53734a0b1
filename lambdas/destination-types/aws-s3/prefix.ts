import type { Settings } from '../destination-type.ts';

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
