import { createHash } from 'node:crypto';

/** File names that Windows rejects: learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const REFUSED_BY_WINDOWS =
  /[<>:"|?*\\\p{Cc}]|[. ]$|^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu;

/** File systems allow 255 bytes; the rest of a substitute name has at most 34. */
const MAX_SHOWN = 200;

/** The number of substitute names to try for an object before its write fails. */
const SUBSTITUTES = 3;

/**
 * The candidate paths of an object in its bucket's folder, best first: its key, if that is a valid
 * file name on `platform`, then substitutes, which are single file names.
 */
export const pathsFor = (key: string, platform: NodeJS.Platform): string[] => [
  ...(isPath(key, platform) ? [key] : []),
  ...Array.from({ length: SUBSTITUTES }, (_, n) => substituteFor(key, n)),
];

const isPath = (key: string, platform: NodeJS.Platform): boolean =>
  key.isWellFormed() &&
  !key.includes('\0') &&
  key.split('/').every((part) => isName(part) && !(platform === 'win32' && isRefused(part)));

const isName = (part: string): boolean => part !== '' && part !== '.' && part !== '..';

const isRefused = (part: string): boolean => REFUSED_BY_WINDOWS.test(part);

/** The escaped and truncated key, a hash of it, and its extension, for programs that rely on it. */
const substituteFor = (key: string, n: number): string => {
  const shown = encodeURIComponent(key.toWellFormed())
    .replaceAll('*', '%2A')
    .replace(/^\./, '%2E')
    .slice(0, MAX_SHOWN);
  const hash = createHash('sha256').update(`${n} ${key}`).digest('hex').slice(0, 16);
  return `${shown}~${hash}${/\.[\w-]{1,15}$/.exec(key)?.[0] ?? ''}`;
};

/**
 * A normalized path, equal for all paths that a case-insensitive file system may treat as the same.
 */
export const foldedPath = (path: string): string =>
  path.normalize('NFD').toUpperCase().toLowerCase().normalize('NFD');

/** The name of the file with an object's attributes. Works for every key. */
export const recordNameOf = (key: string): string =>
  `${createHash('sha256').update(key).digest('hex')}.meta`;
