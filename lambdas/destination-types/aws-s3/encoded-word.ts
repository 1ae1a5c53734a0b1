/** RFC 2047 section 2: an encoded word has at most 75 characters, 12 of which are delimiters. */
const bytesPerWord = Math.floor((75 - '=?UTF-8?B??='.length) / 4) * 3;

/**
 * Encodes `text` as RFC 2047 encoded words (UTF-8, base64). Each word contains whole characters
 * (section 5). Single spaces separate the words; a decoder drops them when it joins the words
 * (section 6.2).
 */
export const encodedWords = (text: string): string =>
  chunks(text)
    .map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString('base64')}?=`)
    .join(' ');

const chunks = (text: string): string[] => {
  const chunks: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > bytesPerWord) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...chunks, chunk];
};
