/** All that can end a line or command a terminal, but for tabs. */
const CONTROL = /[^\P{Cc}\t]|[\p{Bidi_Control}\u2028\u2029]/gu;

/** A text that somebody else chose, such as a path, as it may stand in a line of the log. */
export const onOneLine = (text: string): string => text.replace(CONTROL, escaped);

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
