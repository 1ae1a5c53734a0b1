/** Control and format characters, line and paragraph separators: they could move a terminal's cursor. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** `text` with every character that could act on a terminal as escapes, such as JSON has them. */
export const escapeControlChars = (text: string): string =>
  text.replace(UNPRINTABLE, (character) =>
    // Two for a character beyond U+FFFF: one for each half.
    character.split('').map(escapeOf).join(''),
  );

const escapeOf = (half: string): string => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The beginning of a text, of at most `most` characters, with a mark where it was cut. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
