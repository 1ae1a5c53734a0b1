import { MAX_KEY_BYTES } from '../../../platform/aws/calls/object-url.ts';
import { hasSegment, withoutSplitSurrogates } from '../key-templates/key-rules.ts';
import type { Piece } from '../key-templates/possible-value.ts';

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
const loneSurrogate = 'a partition with a lone surrogate';
const controlCharacter = 'a partition with a control character';
const dotSegment = 'a partition with a . or .. path segment';
const leadingSlash = 'a partition that begins with /';

/** Returns why `partition` is not valid. The length is checked first, as texts can be huge. */
export const partitionError = (partition: string, max: number): string | undefined => {
  if (partition.length > max || Buffer.byteLength(partition) > max) return tooLong(max);
  if (!partition.isWellFormed()) return loneSurrogate;
  if (/\p{Cc}/u.test(partition)) return controlCharacter;
  if (partition.startsWith('/')) return leadingSlash;
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(partition) ? dotSegment : undefined;
};

/** Returns why a text is no valid partition for any value of its unknown pieces. */
export const certainPartitionError = (
  pieces: readonly Piece[],
  max: number,
): string | undefined => {
  if (!pieces.includes(null)) return partitionError(asPartition(pieces.join('')), max);
  const known = pieces.map((piece) => (piece === null ? '' : withoutSplitSurrogates(piece)));
  if (known.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0) > max) return tooLong(max);
  if (known.some((piece) => !piece.isWellFormed())) return loneSurrogate;
  if (known.some((piece) => /\p{Cc}/u.test(piece))) return controlCharacter;
  if (pieces[0]?.startsWith('/')) return leadingSlash;
  const through = pieces.find((piece, index) => hasSegment(piece, index, pieces.length));
  return through ? `${dotSegment}, through '${through}'` : undefined;
};
