import { hasSegment, whole } from '../key-rules.ts';
import type { Piece } from '../possible-value.ts';

/** The longest key that S3 accepts, in bytes. */
const MAX_KEY_BYTES = 1024;

/** The bytes reserved for the rest of a key. The default, with time, id and extension, takes 63. */
const REST_BYTES = 128;

const MAX_BYTES = 512;

/** The longest partition below a prefix, in bytes. It leaves room for the rest of the key. */
export const maxPartitionBytes = (prefix = ''): number =>
  Math.min(MAX_BYTES, MAX_KEY_BYTES - REST_BYTES - Buffer.byteLength(prefix));

/** Returns the partition that a text names: a path that ends with `/`, or is empty. */
export const asPartition = (text: string): string =>
  text === '' || text.endsWith('/') ? text : `${text}/`;

const tooLong = (max: number): string => `a partition longer than ${max} bytes`;
const half = 'a partition with a lone surrogate';
const control = 'a partition with a control character';
const segment = 'a partition with a . or .. path segment';
const absolute = 'a partition that begins with /';

/** Returns why `partition` is not valid. The length is checked first, as texts can be huge. */
export const partitionError = (partition: string, max: number): string | undefined => {
  if (partition.length > max || Buffer.byteLength(partition) > max) return tooLong(max);
  if (!partition.isWellFormed()) return half;
  if (/\p{Cc}/u.test(partition)) return control;
  if (partition.startsWith('/')) return absolute;
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(partition) ? segment : undefined;
};

/** Returns why a text is no valid partition for any value of its unknown pieces. */
export const certainPartitionError = (
  pieces: readonly Piece[],
  max: number,
): string | undefined => {
  if (!pieces.includes(null)) return partitionError(asPartition(pieces.join('')), max);
  const known = pieces.map((piece) => (piece === null ? '' : whole(piece)));
  if (known.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0) > max) return tooLong(max);
  if (known.some((piece) => !piece.isWellFormed())) return half;
  if (known.some((piece) => /\p{Cc}/u.test(piece))) return control;
  if (pieces[0]?.startsWith('/')) return absolute;
  const through = pieces.find((piece, index) => hasSegment(piece, index, pieces.length));
  return through ? `${segment}, through '${through}'` : undefined;
};
