/** RFC 2047 section 2: an encoded word is at most 75 characters, 12 of them its frame. */
const bytesPerWord = Math.floor((75 - '=?UTF-8?B??='.length) / 4) * 3;

/**
 * `text` as RFC 2047 encoded words (UTF-8, base64), each holding whole characters (section 5),
 * with the single spaces between them that a reader drops when it joins them again (section 6.2).
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
