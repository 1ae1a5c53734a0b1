import { RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/**
 * Only letters and digits, 62 of them: 48 characters carry 285 bits and need no escaping in shells
 * or headers.
 */
const generateSecretString = { excludePunctuation: true, passwordLength: 48 };

/** A secret whose value Secrets Manager generates. */
export const generatedSecret = (
  scope: Construct,
  id: string,
  named: { readonly secretName: string; readonly description: string },
): Secret =>
  new Secret(scope, id, {
    ...named,
    generateSecretString,
    // The secret is useless without the stack, and a retained name would block redeploying this
    // stage.
    removalPolicy: RemovalPolicy.DESTROY,
  });

/** Grants reading the secret's value. The CDK's own grant also permits describing it. */
export function grantRead({ secretArn }: Secret, grantee: IGrantable): string {
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [secretArn],
  });
  return secretArn;
}
