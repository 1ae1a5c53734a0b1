/** Below this many characters, all of a secret is hidden; from it on, the first four are shown. */
const FROM_LENGTH = 10;
const SHOWN = 4;

/** A secret as people may see it: enough to tell which one it is (Outpost shows the same). */
export function obfuscated(secret: string): string {
  const shown = secret.length < FROM_LENGTH ? '' : secret.slice(0, SHOWN);
  return shown + '*'.repeat(secret.length - shown.length);
}
