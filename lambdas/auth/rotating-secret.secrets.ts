import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { AWS_CLIENT } from '../platform/aws/aws-client.ts';
import { logger } from '../platform/aws/logger.ts';

/** Seconds a secret is cached in memory. A change takes effect within this time. */
const MAX_AGE_SECONDS = 60;

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
export function secretValues(secretArn: string): SecretValues {
  const secrets = new SecretsProvider({ clientConfig: AWS_CLIENT });
  let last: readonly string[] | undefined;
  return async () => {
    try {
      const text = await secrets.get(secretArn, { maxAge: MAX_AGE_SECONDS });
      const keys = String(text ?? '')
        .split(/\s+/)
        .filter(Boolean);
      if (keys.length === 0) throw new Error(`the secret ${secretArn} is empty`);
      last = keys;
    } catch (error) {
      if (last === undefined) throw error;
      logger.error('secret refresh failed; using cached value', { secretArn, error });
    }
    return last;
  };
}
