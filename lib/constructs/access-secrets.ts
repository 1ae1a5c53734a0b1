import { RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** Letters and digits only, 62 of them: 48 carry 285 bits and pass through any shell and header. */
const generateSecretString = { excludePunctuation: true, passwordLength: 48 };

export interface AccessSecretsProps {
  readonly stageName: string;
}

/** What callers prove themselves with. Secrets Manager makes both up; nobody types or sees them here. */
export class AccessSecrets extends Construct {
  /** The platform's own key to the HTTP API. */
  readonly apiKey: Secret;
  private readonly tokenSecret: Secret;

  constructor(scope: Construct, id: string, { stageName }: AccessSecretsProps) {
    super(scope, id);
    // Worthless without the stack, and a retained name would block the next stack of this stage.
    const removalPolicy = RemovalPolicy.DESTROY;
    this.apiKey = new Secret(this, 'ApiKey', {
      secretName: `waybill/${stageName}/api-key`,
      description: 'The key with which the platform calls the HTTP API',
      generateSecretString,
      removalPolicy,
    });
    this.tokenSecret = new Secret(this, 'TokenSecret', {
      secretName: `waybill/${stageName}/token-secret`,
      description: 'Signs the tokens with which tenants call the HTTP API',
      generateSecretString,
      removalPolicy,
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

/** The CDK's own grant would let a secret's description be read and more. */
function grantRead({ secretArn }: Secret, grantee: IGrantable): string {
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [secretArn],
  });
  return secretArn;
}
