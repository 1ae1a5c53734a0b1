import type { SecretStore } from '../platform/aws/calls/secret-store.secrets.ts';
import { logger } from '../platform/aws/logger.ts';

/** Milliseconds a secret is cached in memory. A change takes effect within this time. */
const MAX_AGE_MS = 60_000;

/**
 * The whitespace-separated keys of a secret in Secrets Manager. All are accepted; the first is used for
 * signing. To rotate, prepend the new key and remove the old one later.
 *
 * @throws Error when the secret is empty
 */
export type SecretValues = () => Promise<readonly string[]>;

/**
 * Reads the keys of a secret, at most once a minute. If a later read fails, the cached keys stay valid
 * and the failure is logged.
 */
export function secretValues(
  secrets: SecretStore,
  secretArn: string,
  now: () => Date,
): SecretValues {
  let cached: { readonly keys: readonly string[]; readonly until: number } | undefined;
  const readKeys = async () => {
    const { SecretString = '' } = await secrets.getSecretValue({ SecretId: secretArn });
    const keys = SecretString.split(/\s+/).filter(Boolean);
    if (keys.length === 0) throw new Error(`the secret ${secretArn} is empty`);
    return keys;
  };
  return async () => {
    const time = now().getTime();
    if (cached && time < cached.until) return cached.keys;
    try {
      cached = { keys: await readKeys(), until: time + MAX_AGE_MS };
    } catch (error) {
      if (cached === undefined) throw error;
      logger.error('secret not refreshed; its cached value is used', { secretArn, error });
    }
    return cached.keys;
  };
}
