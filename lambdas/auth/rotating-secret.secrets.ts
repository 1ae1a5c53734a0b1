import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { AWS_CLIENT } from '../platform/aws/aws-client.ts';
import { logger } from '../platform/aws/logger.ts';

/** Seconds a secret is kept in memory: a changed one counts after this at the latest. */
const MAX_AGE_SECONDS = 60;

/**
 * The words of a secret in Secrets Manager, parted by white space. All of them are valid, and the
 * first is the one to use: to rotate, put the new word before the old, and take the old away later.
 *
 * @throws Error when the secret is empty
 */
export type SecretValues = () => Promise<readonly string[]>;

/**
 * Reads the words of a secret, at most once a minute. When they cannot be read again, the last ones
 * stay valid.
 */
export function secretValues(secretArn: string): SecretValues {
  const secrets = new SecretsProvider({ clientConfig: AWS_CLIENT });
  let last: readonly string[] | undefined;
  return async () => {
    try {
      const text = await secrets.get(secretArn, { maxAge: MAX_AGE_SECONDS });
      const words = String(text ?? '')
        .split(/\s+/)
        .filter(Boolean);
      if (words.length === 0) throw new Error(`the secret ${secretArn} is empty`);
      last = words;
    } catch (error) {
      if (last === undefined) throw error;
      logger.error('a secret cannot be read: its last words stay valid', { secretArn, error });
    }
    return last;
  };
}
