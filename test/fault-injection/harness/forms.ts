/** The forms of either half of a secret in text: plain, or in a common encoding. */
export const formsOf = (secret: string): string[] => {
  const half = Math.ceil(secret.length / 2);
  return [secret.slice(0, half), secret.slice(half)].flatMap((part) => {
    const hex = Buffer.from(part).toString('hex');
    const url = encodeURIComponent(part);
    return [
      ...new Set([
        ...[part, url, encodeURIComponent(url), JSON.stringify(part).slice(1, -1)],
        ...[hex, hex.toUpperCase()],
        ...[...base64Of(part, 'base64'), ...base64Of(part, 'base64url')],
      ]),
    ];
  });
};

/**
 * The base64 form of a part of a longer text, which depends on the offset of the part. Characters
 * that also depend on adjacent bytes are omitted.
 */
const base64Of = (part: string, encoding: 'base64' | 'base64url'): string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.from(' '.repeat(before) + part).toString(encoding);
    return encoded.replaceAll('=', '').slice(before === 0 ? 0 : before + 1, -1);
  });
