/** How either half of a secret may look in a text: in clear, or in one of the usual encodings. */
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
 * A part of a longer text in base64, which looks different by where in it the part begins. Characters
 * that its neighbours have a share in are left out.
 */
const base64Of = (part: string, encoding: 'base64' | 'base64url'): string[] =>
  [0, 1, 2].map((before) => {
    const encoded = Buffer.from(' '.repeat(before) + part).toString(encoding);
    return encoded.replaceAll('=', '').slice(before === 0 ? 0 : before + 1, -1);
  });
