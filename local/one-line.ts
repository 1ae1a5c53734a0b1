/** All characters that end a line or control a terminal, except tabs. */
const CONTROL = /[^\P{Cc}\t]|[\p{Bidi_Control}\u2028\u2029]/gu;

/** Escapes text from outside, such as a path, so that it stays in one log line. */
export const onOneLine = (text: string): string => text.replace(CONTROL, escaped);

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
