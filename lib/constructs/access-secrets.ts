import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret, grantRead } from './generated-secret.ts';

export interface AccessSecretsProps {
  readonly stageName: string;
}

/** The secrets that authenticate API callers. */
export class AccessSecrets extends Construct {
  /** The platform's API key. */
  readonly apiKey: Secret;
  private readonly tokenSecret: Secret;

  constructor(scope: Construct, id: string, { stageName }: AccessSecretsProps) {
    super(scope, id);
    this.apiKey = generatedSecret(this, 'ApiKey', {
      secretName: `waybill/${stageName}/api-key`,
      description: 'API key with which the platform calls the HTTP API',
    });
    this.tokenSecret = generatedSecret(this, 'TokenSecret', {
      secretName: `waybill/${stageName}/token-secret`,
      description: 'Signs the tokens that tenants use to call the HTTP API',
    });
  }

  /** Grants read access to the API key. */
  grantReadApiKey(grantee: IGrantable): string {
    return grantRead(this.apiKey, grantee);
  }

  /** Grants read access to the token signing secret. */
  grantReadTokenSecret(grantee: IGrantable): string {
    return grantRead(this.tokenSecret, grantee);
  }
}
