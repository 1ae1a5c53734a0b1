import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret, grantRead } from './generated-secret.ts';

export interface AccessSecretsProps {
  readonly stageName: string;
}

/** What callers prove themselves with. */
export class AccessSecrets extends Construct {
  /** The platform's own key to the HTTP API. */
  readonly apiKey: Secret;
  private readonly tokenSecret: Secret;

  constructor(scope: Construct, id: string, { stageName }: AccessSecretsProps) {
    super(scope, id);
    this.apiKey = generatedSecret(this, 'ApiKey', {
      secretName: `waybill/${stageName}/api-key`,
      description: 'The key with which the platform calls the HTTP API',
    });
    this.tokenSecret = generatedSecret(this, 'TokenSecret', {
      secretName: `waybill/${stageName}/token-secret`,
      description: 'Signs the tokens with which tenants call the HTTP API',
    });
  }

  /** The API key may be read. */
  grantReadApiKey(grantee: IGrantable): string {
    return grantRead(this.apiKey, grantee);
  }

  /** The secret that signs tokens may be read. */
  grantReadTokenSecret(grantee: IGrantable): string {
    return grantRead(this.tokenSecret, grantee);
  }
}
