import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import { AWS_CLIENT } from '../runtime/aws-client.ts';

/** Seconds a secret is kept in memory: a changed key is accepted after this at the latest. */
const MAX_AGE_SECONDS = 60;

/** Reads the platform's API key from Secrets Manager, at most once a minute. */
export function apiKeyIn(secretArn: string): () => Promise<string> {
  const secrets = new SecretsProvider({ clientConfig: AWS_CLIENT });
  return async () => {
    const key = await secrets.get(secretArn, { maxAge: MAX_AGE_SECONDS });
    if (typeof key !== 'string' || key === '') throw new Error('the API key secret is empty');
    return key;
  };
}
