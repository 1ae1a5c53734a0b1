import * as z from 'zod';
import { type Action, action, ServiceError } from './aws-json.ts';

/** A secret with its value. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

/** Secrets Manager, read-only. */
export const secretsManagerActions = (secrets: readonly Secret[]): Record<string, Action> => {
  const CreatedDate = Date.now() / 1000;
  return {
    'secretsmanager.GetSecretValue': action(z.object({ SecretId: z.string() }), ({ SecretId }) => {
      const secret = secrets.find(({ name, arn }) => SecretId === name || SecretId === arn);
      if (secret === undefined) {
        throw new ServiceError(
          'ResourceNotFoundException',
          "Secrets Manager can't find the specified secret.",
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        SecretString: secret.value,
        VersionId: '00000000-0000-0000-0000-000000000000',
        VersionStages: ['AWSCURRENT'],
        CreatedDate,
      };
    }),
  };
};
