/**
 * The length in characters from which a value is hidden wherever it occurs: a value this long
 * does not occur in other text by chance.
 */
const hiddenAnywhereLength = 8;

/**
 * Adjacent characters that make a value part of a longer token, such as a bucket's name or a
 * path.
 */
const before = '(?<![\\w./+=~@%-])';
const after = '(?![\\w/+=~@%-]|\\.\\w)';

/**
 * Removes all `secrets` from `text`. A short one, such as `test`, is hidden only where it is a
 * separate token: inside `test-events` it discloses nothing, and hiding it would make the text
 * unreadable.
 */
export const hideSecrets = (text: string, secrets: readonly string[]): string => {
  const patterns = secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length) // so that one that begins another leaves no rest of it
    .map((secret) =>
      secret.length < hiddenAnywhereLength
        ? `${before}${literal(secret)}${after}`
        : literal(secret),
    );
  return patterns.length === 0
    ? text
    : text.replaceAll(new RegExp(patterns.join('|'), 'g'), '[hidden]');
};

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
