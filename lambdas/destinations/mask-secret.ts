import { validationError } from '../platform/http/http-error.ts';
import { own } from '../platform/json/own.ts';

/** Below this many characters, all of a secret is hidden; from it on, the first four are shown. */
const FROM_LENGTH = 10;
const SHOWN = 4;

/** A secret as people may see it: enough to tell which one it is (Outpost shows the same). */
export function maskSecret(secret: string): string {
  const shown = secret.length < FROM_LENGTH ? '' : secret.slice(0, SHOWN);
  return shown + '*'.repeat(secret.length - shown.length);
}

/**
 * Refuses values that look masked and are not the ones shown at present: storing the asterisks would
 * lose the credential.
 *
 * @param visible the masked values of the stored credentials; empty for a new destination
 * @throws HttpFault 422 naming every such field
 */
export function refuseMasked(
  credentials: Readonly<Record<string, string>>,
  visible: Readonly<Record<string, string>>,
): void {
  const faults = Object.entries(credentials)
    .filter(
      ([name, value]) =>
        value !== own(visible, name) && maskSecret(value) === value && value !== '',
    )
    .map(([name]) => `credentials.${name} is obfuscated: leave it out, or send it in clear`);
  if (faults.length > 0) throw validationError(faults);
}
