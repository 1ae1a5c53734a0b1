/** A value of so many characters is hidden wherever it stands: no word has it in it by chance. */
const longEnough = 8;

/** Neighbours of a value that make it a part of a longer token, such as a bucket's name or a path. */
const before = '(?<![\\w./+=~@%-])';
const after = '(?![\\w/+=~@%-]|\\.\\w)';

/**
 * `text` without any of `secrets`. A short one, such as `test`, is hidden where it is a token of its
 * own: inside `test-events` it tells nothing, and the text could not be read any more.
 */
export const hideSecrets = (text: string, secrets: readonly string[]): string => {
  const patterns = secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length) // so that one that begins another leaves no rest of it
    .map((secret) =>
      secret.length < longEnough ? `${before}${literal(secret)}${after}` : literal(secret),
    );
  return patterns.length === 0
    ? text
    : text.replaceAll(new RegExp(patterns.join('|'), 'g'), '[hidden]');
};

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
