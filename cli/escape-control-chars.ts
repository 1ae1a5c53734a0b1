/** Control and format characters, line and paragraph separators, which could control a terminal. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Escapes every character of `text` that could control a terminal, in JSON's notation. */
export const escapeControlChars = (text: string): string =>
  text.replace(UNPRINTABLE, (character) =>
    // A character beyond U+FFFF is escaped as its two surrogates.
    character.split('').map(escapeOf).join(''),
  );

const escapeOf = (codeUnit: string): string =>
  `\\u${codeUnit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Truncates a text to at most `max` characters and marks the cut. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
