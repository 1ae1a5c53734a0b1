import { ValidationError } from '../platform/errors.ts';
import { own } from '../platform/json/json.ts';

/** Secrets of at least this many characters show their first four. Shorter ones are fully masked. */
const FROM_LENGTH = 10;
const SHOWN = 4;

/** A masked secret, which shows enough to recognize it, as Outpost does. */
export function maskSecret(secret: string): string {
  const shown = secret.length < FROM_LENGTH ? '' : secret.slice(0, SHOWN);
  return shown + '*'.repeat(secret.length - shown.length);
}

/**
 * Rejects values that look masked but differ from the current masked values. Storing the asterisks
 * would lose the credential.
 *
 * @param visible the masked values of the stored credentials; empty for a new destination
 * @throws ValidationError naming every such field
 */
export function refuseMasked(
  credentials: Readonly<Record<string, string>>,
  visible: Readonly<Record<string, string>>,
): void {
  const errors = Object.entries(credentials)
    .filter(
      ([name, value]) =>
        value !== own(visible, name) && maskSecret(value) === value && value !== '',
    )
    .map(([name]) => `credentials.${name} is masked: omit it, or send the full value`);
  if (errors.length > 0) throw new ValidationError(errors);
}
